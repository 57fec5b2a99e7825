/** Each state of a courtroom's displays that the gallery shows, by name. */
import type { ComponentChild } from 'preact';
import { setClock } from '../../lib/clock';
import { HearingStore } from '../../lib/store';
import type { HearingState, HearingView } from '../../lib/words';
import { Door } from '../display/door';
import { Entrance } from '../display/entrance';
import { Shown } from '../display/screen';
import type { DoorEntry, Place, Told } from '../display/told';
import { film, showing } from './exhibits';
import * as fix from './fixtures';

const me: HearingView['me'] = { principal: 'display:demo/gallery', participant: null, role: null, rights: ['hear-and-see'] };

const told = (place: Place, more: Partial<Told> = {}): Told => ({ room: 'demo', room_name: '第三法庭', place, clock: fix.now, hearing: fix.open.hearing, in_use: 'open', sign: null, ...more });

/** What a display's view holds: the course, openness and stages, and nobody. */
const cut = (state: HearingState): HearingState => ({ ...state, participants: {}, lines: [], notes: [], muted: {} });

function shown(told: Told, state: HearingState | null, lostAt: number | null = null, streams: string[] = []): ComponentChild {
  setClock(fix.now);
  let store: HearingStore | null = null;
  if (state) {
    store = new HearingStore(state.hearing);
    const plays = state.course === 'open' && told.place !== 'witness' && told.place !== 'parties';
    store.take({ type: 'snapshot', seq: state.seq, view: { ...fix.view(cut(state), me), may_play: [...(plays ? ['program'] : []), ...streams] }, reports: [], clock: fix.now });
    store.link.value = 'live';
  }
  return <Shown told={told} store={store} lostAt={lostAt} />;
}

const hour = 3_600_000;
const entry = (more: Partial<DoorEntry> = {}): DoorEntry => ({ planned_at: fix.open.planned_at, course: 'open', openness: 'public', procedure: 'trial', number: '（2026）示0101刑初128号', cause: '危险驾驶', ...more });
const hidden = { openness: 'closed', procedure: null, number: '', cause: '' } as const;
const later = [
  entry({ planned_at: fix.now + hour, course: 'scheduled', number: '（2026）示0101民初2207号', cause: '民间借贷纠纷' }),
  entry({ planned_at: fix.now + 5 * hour, course: 'scheduled', ...hidden }),
  entry({ planned_at: fix.now + 6 * hour, course: 'scheduled', ...hidden, openness: 'undecided' }),
];

function door(now: DoorEntry | null, next: DoorEntry[] = later, lostAt: number | null = null): ComponentChild {
  setClock(fix.now);
  return <Door told={told('door', { hearing: null, in_use: now ? 'open' : null, sign: { now, next } })} lostAt={lostAt} />;
}

export const displays: Record<string, () => ComponentChild> = {
  'display-entrance': () => <Entrance />,
  'display-none': () => shown(told('gallery', { hearing: null, in_use: null }), null),
  'display-preparing': () => shown(told('gallery'), { ...fix.open, course: 'preparing' }),
  'display-court': () => shown(told('gallery'), fix.open),
  'display-recess': () => shown(told('parties'), { ...fix.open, course: 'paused', pause_reason: 'recess' }),
  'display-closed': () => shown(told('gallery', { hearing: null, in_use: 'closed' }), null),
  'display-witness': () => shown(told('witness'), fix.open),
  'display-evidence': () => shown(told('bench'), { ...fix.open, showings: [showing({ page: 2 })] }),
  'display-film': () => shown(told('parties'), { ...fix.open, showings: [film(true, 12_000)] }),
  'display-stand': () => shown(told('witness'), { ...fix.open, showings: [showing({ page: 2 })] }, null, ['evidence']),
  'display-elsewhere': () => shown(told('parties'), fix.open),
  'display-lost': () => shown(told('bench'), fix.open, fix.now - 42_000),
  'door-free': () => door(null),
  'door-empty': () => door(null, []),
  'door-in-use': () => door(entry()),
  'door-recess': () => door(entry({ course: 'recess' })),
  'door-closed': () => door(entry(hidden)),
  'door-lost': () => door(entry(), later, fix.now - 42_000),
};
