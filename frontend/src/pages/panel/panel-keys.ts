/** The panel by keyboard: a clerk types with both hands. What is hard to take back asks first. */
import { useEffect } from 'preact/hooks';
import { can, isCut, isOver, nextStage, people } from '../../lib/course';
import { bind, type Bindings } from '../../lib/keyboard';
import type { HearingStore } from '../../lib/store';
import type { HearingView } from '../../lib/words';
import { callBailiffs } from './bailiff';
import type { Desk } from './desk';
import type { Asking } from './dock';
import { muteAll } from './microphones';

interface Keyed {
  store: HearingStore;
  desk: Desk;
  lost: boolean;
  /** The views of the rail, from the top. */
  views: readonly string[];
  ask(what: Asking | null): void;
  onView(view: string): void;
}

export function usePanelKeys({ store, desk, lost, views, ask, onView }: Keyed): void {
  useEffect(
    () =>
      bind(() => {
        const view = store.view.value;
        if (!view || document.querySelector('dialog[open]')) return {};
        const turn = Object.fromEntries(views.map((name, index) => [`Shift+F${index + 1}`, () => onView(name)]));
        const own: Bindings = { ...turn, F1: () => onView('help'), F5: () => undefined, '?': () => ask('keys') };
        return lost ? own : { ...own, ...room(view, store, desk), ...course(view, desk, ask) };
      }),
    [store, desk, ask, lost, views, onView],
  );
}

function room(view: HearingView, store: HearingStore, desk: Desk): Bindings {
  const { state } = view;
  const next = nextStage(state);
  const first = people(state).find((person) => person.presence === 'waiting');
  return {
    F2: () => next && state.course === 'open' && void desk.ask(`stage:${next}`, { type: 'enter-stage', stage: next }),
    F3: () => callBailiffs(store, desk),
    F4: () => muteAll(store, desk),
    F7: () => first && can(view, 'admit') && void desk.ask(`admit:${first.id}`, { type: 'admit', participant: first.id }),
  };
}

function course(view: HearingView, desk: Desk, ask: (what: Asking) => void): Bindings {
  const { state } = view;
  const steady = !state.pending && can(view, 'run-course');
  return {
    F5: () => can(view, 'set-openness') && !isOver(state) && ask('openness'),
    F6: () => (isCut(state) ? can(view, 'restore-broadcast') && ask('restore') : can(view, 'cut-broadcast') && void desk.ask('cut', { type: 'cut-broadcast' })),
    F8: () => can(view, 'note') && ask('note'),
    F9: () => steady && forward(view, desk, ask),
    F10: () => steady && (state.course === 'preparing' ? ask('announce') : ['open', 'paused'].includes(state.course) && ask('close')),
    F11: () => steady && state.course === 'open' && ask('recess'),
  };
}

/** The one key that leads on from where the hearing stands. */
function forward({ state }: HearingView, desk: Desk, ask: (what: Asking) => void): void {
  switch (state.course) {
    case 'scheduled':
    case 'postponed':
      return void desk.ask('prepare', { type: 'prepare' });
    case 'preparing':
      return void desk.ask('open', { type: 'open' });
    case 'open':
      return ask('recess');
    case 'paused':
      return void desk.ask('resume', { type: 'resume' });
    case 'closed':
      return void desk.ask('sign', { type: 'sign' });
    case 'signing':
      return void desk.ask('archive', { type: 'archive' });
  }
}
