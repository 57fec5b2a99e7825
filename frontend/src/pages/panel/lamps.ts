/** What the four lamps say. Only from what the system reports; "unknown" where nothing was reported. */
import { clockTime, now, span } from '../../lib/clock';
import { approval, isBroadcastable, isClosedToPublic, isCut, isOver, isRunning, recorded } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { trackLabel } from '../../lib/track-label';
import type { HearingState } from '../../lib/words';
import type { LampState } from '../../ui/lamp';
import { standingAlarms } from './alarms';
import { panelWords } from './words';

/** REC: from the writers' own reports of their tracks. */
export function recLamp(store: HearingStore, state: HearingState): LampState {
  const words = panelWords();
  const tracks = store.fresh('tracks').flatMap((report) => report.tracks);
  const mandatory = tracks.filter((track) => track.mandatory);
  const writing = mandatory.filter((track) => track.writing);
  if (isOver(state)) return lamp('', 'dot', words.recEnded, words.recEndedDetail(store.last('tracks').flatMap((report) => report.tracks).length));
  if (state.course === 'paused') {
    const still = tracks.filter((track) => track.writing);
    if (still.length === 0) return lamp('warn', 'pause', words.recPaused, words.recPausedDetail);
    return lamp('warn', 'hourglass', words.recStopping, `${still.length}/${tracks.length}`);
  } else if (!isRunning(state)) return lamp('', 'dot', words.recOff, words.recOffDetail);
  if (mandatory.length === 0) return lamp('warn', 'circle-question-mark', words.recUnknown, words.recUnknownDetail);
  // A file that does not grow is not being written, whatever its writer says.
  const stuck = standingAlarms(state).filter((alarm) => alarm.guard === 'not-growing').map((alarm) => alarm.subject);
  const missing = mandatory.filter((track) => !track.writing || stuck.includes(track.name));
  if (missing.length === 0) return lamp('rec', 'dot', words.rec, words.recDetail(writing.length, mandatory.length, span(recorded(state, now()))));
  if (state.course !== 'open') return lamp('warn', 'hourglass', words.recStarting, `${writing.length}/${mandatory.length}`);
  return lamp('warn', 'triangle-alert', words.recMissing, words.recMissingDetail(missing.map((track) => trackLabel(track)).slice(0, 2).join(words.comma) + (missing.length > 2 ? ' …' : '')));
}

/** LIVE: from the release process, which alone can know what is out. */
export function liveLamp(store: HearingStore, state: HearingState): LampState {
  const words = panelWords();
  const release = store.fresh('release', 15_000)[0];
  if (release?.on_air) return lamp('live', 'radio', words.liveOn, words.liveDetail(Math.round(release.delay_s), release.viewers));
  if (isOver(state)) return lamp('', 'radio', words.liveOff, words.withheld['ended'] ?? '');
  if (isClosedToPublic(state)) return lamp('seal', 'lock', words.liveClosed, words.liveClosedDetail);
  if (isCut(state)) return lamp('warn', 'ban', words.liveCut, words.withheld['cut'] ?? '');
  if (!isBroadcastable(state)) return lamp('', 'radio', words.liveOff, words.withheld['not-broadcastable'] ?? '');
  if (approval(state) !== 'approved') return lamp('', 'radio', words.liveOff, words.withheld['not-approved'] ?? '');
  if (!release) return isRunning(state) ? lamp('warn', 'circle-question-mark', words.liveUnknown, words.liveUnknownDetail) : lamp('', 'radio', words.liveOff, words.withheld['not-yet'] ?? '');
  return lamp('', 'radio', words.liveOff, words.withheld[release.withheld] ?? words.withheld['other'] ?? '');
}

export function linkLamp(store: HearingStore): LampState {
  const words = panelWords();
  switch (store.link.value) {
    case 'live':
      return lamp('good', 'shield-check', words.linkGood, words.linkDetail(store.ping.value));
    case 'late':
      return lamp('warn', 'wifi', words.linkLate, words.linkLateDetail);
    case 'lost':
      return lamp('warn', 'wifi-off', words.linkLost, words.linkLostDetail(store.attempts.value));
    case 'ended':
      return lamp('warn', 'wifi-off', words.linkEnded, store.bye.value === 'handed-back' ? '' : (store.bye.value ?? ''));
    case 'connecting':
      return lamp('stale', 'wifi', words.linkConnecting, '—');
  }
}

/** With the server lost, REC and LIVE are unknown: what they last said, and when. */
export function lastSeen(lamp: LampState, store: HearingStore, unknown: string): LampState {
  return { look: 'stale', icon: lamp.icon, word: unknown, detail: `${clockTime(store.trueAt.value)} ${lamp.word}` };
}

const lamp = (look: LampState['look'], icon: LampState['icon'], word: string, detail: string): LampState => ({ look, icon, word, detail });
