/** States of the page of a party at the table that the gallery shows, by name. Its style is its own: it comes with the first of them. */
import type { ComponentChild } from 'preact';
import { HearingStore } from '../../lib/store';
import type { HearingState, HearingView, Showing } from '../../lib/words';
import { Desk } from '../panel/desk';
import { film, sound } from './exhibits';
import * as fix from './fixtures';

const defender: HearingView['me'] = { principal: 'participant:p-5', participant: 'p-5', role: 'defender', rights: ['hear-and-see', 'speak', 'file-exhibit', 'call-help'] };

async function atTable(showing: Showing): Promise<ComponentChild> {
  const { Join } = await import('../join/join');
  await import('../join/join.css');
  document.body.className = 'public';
  const state: HearingState = { ...fix.open, lines: [], notes: [], showings: [showing] };
  const store = new HearingStore(state.hearing);
  store.take({ type: 'snapshot', seq: state.seq, view: { ...fix.view(state, defender), may_play: [] }, reports: [], clock: fix.now });
  store.link.value = 'live';
  return <Join here={{ store, desk: new Desk(store), participant: 'p-5' }} code={null} onCode={async () => undefined} />;
}

export const parties: Record<string, () => Promise<ComponentChild>> = {
  'party-film': () => atTable(film(true, 12_000)),
  'party-film-paused': () => atTable(film(false, 48_500)),
  'party-sound': () => atTable(sound(true, 3_000)),
};
