/** What has to be seen to before the hearing is opened: found from what the system reports now. Nothing here stops the opening. */
import { approval, isBroadcastable, isInCourt } from './course';
import { dayOf } from './clock';
import type { HearingStore, ReportOf } from './store';
import type { HearingState } from './words';

/** amber: it can be opened so, and somebody should look · red: the record would not be whole. */
export type Verdict = 'green' | 'amber' | 'red';

export type CheckName = 'recorders' | 'tracks' | 'disk' | 'roomDisk' | 'sound' | 'scene' | 'devices' | 'people' | 'consents' | 'second' | 'release' | 'recognition' | 'processes';

export interface Check {
  name: CheckName;
  verdict: Verdict;
  /** Which case it is: the words for it, and what to do, are the page's. */
  found: string;
  values: string[];
}

/** So long a hearing is taken to last until the courtroom says what is usual; and what a track weighs meanwhile, bits a second. */
const HOURS = 3;
const VIDEO_BITS_S = 3_000_000;
const SOUND_BITS_S = 64_000;
const HEARD_DBFS = -50;

export function preflight(store: HearingStore, state: HearingState, now: number): Check[] {
  const health = healthOf(store, state);
  const tracks = store.fresh('tracks').flatMap((report) => report.tracks).filter((track) => track.mandatory);
  return [
    recorders(store, state, health), seen(tracks, store), disk(health, tracks, usualHours(health, state)), roomDisk(health, state), sound(store, state, now), scene(store),
    devices(store), people(state), consents(state), second(health), release(state), recognition(store), processes(health),
  ];
}

type Health = ReportOf<'health'>;

/** What processes say of themselves, without other courtrooms' computers. */
export function healthOf(store: HearingStore, state: HearingState): Health[] {
  const rooms = [state.room, ...Object.values(state.participants).map(({ site }) => site)];
  return store.last('health').filter(({ process }) => !/^(agent|control):/.test(process) || rooms.includes(process.split(':')[1] ?? ''));
}
type Track = ReportOf<'tracks'>['tracks'][number];

const check = (name: CheckName, verdict: Verdict, found: string, ...values: (string | number)[]): Check => ({ name, verdict, found, values: values.map(String) });

/** Who writes: the courtroom's computer, and the court's recorder where somebody attends from afar. */
function recorders(store: HearingStore, state: HearingState, health: Health[]): Check {
  const room = store.fresh('tracks').filter((report) => report.tracks.length > 0).length > 0;
  const remote = Object.values(state.participants).some((person) => person.remote && person.presence !== 'removed');
  const recorder = health.find(({ process }) => process === 'recorder');
  if (!room) return check('recorders', 'red', 'none');
  if (remote && recorder?.state === 'fail') return check('recorders', 'red', 'remote', recorder.says);
  if (remote && !recorder) return check('recorders', 'amber', 'unheard');
  return check('recorders', 'green', remote ? 'both' : 'room');
}

/** Each mandatory track has to be reported by its writer; that it is written is seen at the opening. */
function seen(tracks: Track[], store: HearingStore): Check {
  if (tracks.length === 0) return check('tracks', 'red', 'none');
  const before = store.last('tracks').flatMap((report) => report.tracks).filter((track) => track.mandatory);
  const gone = before.filter(({ name }) => !tracks.some((track) => track.name === name)).map(({ name }) => name);
  return gone.length ? check('tracks', 'red', 'gone', gone.join(' ')) : check('tracks', 'green', 'ready', tracks.length);
}

const figure = (report: Health | undefined, name: string): number | undefined => {
  const value = report?.detail[name];
  return typeof value === 'number' ? value : undefined;
};
const agentOf = (health: Health[], room: string) => health.find(({ process }) => process === `agent:${room}`);
const usualHours = (health: Health[], state: HearingState): number => figure(agentOf(health, state.room), 'hearing_h') ?? HOURS;

/** The server's: by what the tracks of a court usually weigh. */
function disk(health: Health[], tracks: Track[], hours: number): Check {
  const left = figure(health.find(({ process }) => process === 'panel'), 'free_bytes');
  if (left === undefined) return check('disk', 'amber', 'unknown');
  const bits = tracks.reduce((sum, { kind }) => sum + (kind === 'video' ? VIDEO_BITS_S : SOUND_BITS_S), 0);
  const needed = (bits / 8) * 3600 * hours;
  const figures = [(left / 1e9).toFixed(0), (needed / 1e9).toFixed(1), hours];
  return check('disk', left < needed ? 'red' : left < 2 * needed ? 'amber' : 'green', left < 2 * needed ? 'short' : 'enough', ...figures);
}

/** The courtroom's own, where the record is written first: how many hours of it the disk holds. */
function roomDisk(health: Health[], state: HearingState): Check {
  const agent = agentOf(health, state.room);
  const [free, octets] = [figure(agent, 'free_bytes'), figure(agent, 'octets_per_s')];
  if (free === undefined || !octets) return check('roomDisk', 'amber', 'unknown');
  const [left, hours] = [free / octets / 3600, usualHours(health, state)];
  const figures = [(free / 1e9).toFixed(0), left < 10 ? left.toFixed(1) : Math.floor(left), hours];
  return check('roomDisk', left < hours ? 'red' : left < 2 * hours ? 'amber' : 'green', left < 2 * hours ? 'short' : 'enough', ...figures);
}

/** A microphone counts as heard by this page's own levels, or by today's rehearsal. */
function sound(store: HearingStore, state: HearingState, now: number): Check {
  const names = [...new Set([...(store.view.value?.may_play ?? []), ...Object.keys(store.levels.value)])].filter((name) => name.startsWith('mic-'));
  if (names.length === 0) return check('sound', 'amber', 'none');
  const tried = state.rehearsal && dayOf(state.rehearsal.at) === dayOf(now) ? state.rehearsal.items.filter(({ part, verdict }) => part === 'tone' && verdict === 'green').map(({ subject }) => subject) : [];
  const silent = names.filter((name) => !tried.includes(name) && (store.loudest.value[name] ?? -Infinity) < HEARD_DBFS && !(name in state.muted));
  return silent.length ? check('sound', 'amber', 'silent', silent.join(' ')) : check('sound', 'green', 'heard', names.length);
}

function scene(store: HearingStore): Check {
  const now = store.last('scene')[0];
  if (!now) return check('scene', 'amber', 'none');
  if (now.outcome === 'converged') return check('scene', 'green', 'proven', now.scene ?? '');
  return check('scene', now.outcome === 'aborted' ? 'red' : 'amber', now.outcome, now.scene ?? '');
}

function devices(store: HearingStore): Check {
  const all = store.last('devices').flatMap((report) => report.devices);
  const unproven = all.filter((device) => device.asked !== null && device.state !== 'verified');
  if (all.length === 0) return check('devices', 'amber', 'none');
  return unproven.length ? check('devices', 'amber', 'some', unproven.length, all.length) : check('devices', 'green', 'all', all.length);
}

const remoteOf = (state: HearingState) => Object.values(state.participants).filter((person) => person.remote && person.presence !== 'removed');
const named = (list: { name: string }[]): string => list.map(({ name }) => name).join(' ');

function people(state: HearingState): Check {
  const away = remoteOf(state).filter((person) => !isInCourt(person));
  if (remoteOf(state).length === 0) return check('people', 'green', 'needless');
  return away.length ? check('people', 'amber', 'away', named(away)) : check('people', 'green', 'here', remoteOf(state).length);
}

function consents(state: HearingState): Check {
  const silent = remoteOf(state).filter((person) => !person.consents.includes('remote-hearing'));
  if (remoteOf(state).length === 0) return check('consents', 'green', 'needless');
  return silent.length ? check('consents', 'amber', 'open', named(silent)) : check('consents', 'green', 'given');
}

function second(health: Health[]): Check {
  const copying = health.find(({ process }) => process === 'second-target');
  if (!copying) return check('second', 'amber', 'none');
  return copying.state === 'pass' ? check('second', 'green', 'copying') : check('second', 'amber', 'hindered', copying.says);
}

function release(state: HearingState): Check {
  if (!isBroadcastable(state)) return check('release', 'green', 'never');
  if (state.openness.at(-1)?.openness !== 'public') return check('release', 'green', 'withheld');
  const now = approval(state);
  return check('release', now === 'applied' || now === 'reviewed' ? 'amber' : 'green', now);
}

function recognition(store: HearingStore): Check {
  const listening = store.last('recognition').find((report) => report.engine !== 'none');
  if (!listening) return check('recognition', 'amber', 'none');
  return listening.says ? check('recognition', 'amber', 'hindered', listening.says) : check('recognition', 'green', 'listens', listening.engine);
}

function processes(health: Health[]): Check {
  const sick = health.filter(({ state, process }) => state !== 'pass' && process !== 'second-target' && process !== 'recorder');
  if (sick.length === 0) return check('processes', 'green', 'well');
  return check('processes', sick.some(({ state }) => state === 'fail') ? 'red' : 'amber', 'sick', sick.map(({ says, process }) => says || process).join('；'));
}
