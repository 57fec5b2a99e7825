/** Keys of whoever turns pages, for a film or sound: start, pause, back ten seconds, and a bar to seek; for all at once. */
import { useEffect, useState } from 'preact/hooks';
import { now } from '../../lib/clock';
import { can } from '../../lib/course';
import { isHeardInRoom, loudspeakersOf } from '../../lib/loudspeakers';
import { face, position, standing, useNow } from '../../lib/playing';
import type { HearingStore } from '../../lib/store';
import type { HearingView, Showing } from '../../lib/words';
import { isHeardHere } from '../../ui/film';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import type { Desk } from './desk';
import './film-keys.css';
import { filmWords } from './film-words';

const BACK_MS = 10_000;

interface Props {
  view: HearingView;
  showing: Showing;
  desk: Desk;
  stale: boolean;
  locked: string | undefined;
}

/** Start it, or stop it where it is; from its end it begins anew. */
export function playOrPause(view: HearingView, showing: Showing, desk: Desk): void {
  const stands = standing(showing, now());
  ask(view, showing, desk, stands !== 'playing', stands === 'ended' ? 0 : position(showing, now()));
}

/** Go *by* milliseconds on or back, and go on or stand as before. */
export function seekBy(view: HearingView, showing: Showing, desk: Desk, by: number): void {
  ask(view, showing, desk, standing(showing, now()) === 'playing', position(showing, now()) + by);
}

export const seekBack = (view: HearingView, showing: Showing, desk: Desk): void => seekBy(view, showing, desk, -BACK_MS);
export const seekOn = (view: HearingView, showing: Showing, desk: Desk): void => seekBy(view, showing, desk, BACK_MS);

function ask(view: HearingView, showing: Showing, desk: Desk, playing: boolean, to: number): void {
  if (!can(view, 'present-evidence') || !showing.playback) return;
  const position_ms = Math.round(Math.max(0, Math.min(to, showing.duration_ms ?? to)));
  void desk.ask('play', { type: 'play-evidence', showing: showing.id, playing, position_ms });
}

export function FilmKeys({ view, showing, desk, stale, locked }: Props) {
  const words = filmWords();
  const stands = standing(showing, useNow(showing.playback?.playing === true));
  const asked = desk.asked.value['play'];
  return (
    <>
      <Key look="plain" icon="rewind" label={words.back} shortcut="←" stale={stale} locked={locked} asked={asked} onTap={() => seekBack(view, showing, desk)} />
      <Key look="plain primary" icon={stands === 'playing' ? 'pause' : 'play'} label={stands === 'playing' ? words.pause : stands === 'ended' ? words.again : words.play} shortcut={words.space} stale={stale} locked={locked} asked={asked} onTap={() => playOrPause(view, showing, desk)} />
    </>
  );
}

/** The bar, and whether this page is heard: its loudspeaker's matter alone, of no interest to the log. */
export function FilmBar(props: Props) {
  const words = filmWords();
  const heard = isHeardHere.value;
  useEffect(() => () => void (isHeardHere.value = false), []);
  return (
    <div class="film-bar">
      <SeekBar {...props} />
      <Key look="plain" icon={heard ? 'volume-2' : 'volume-x'} label={words.soundHere} on={heard} onTap={() => (isHeardHere.value = !heard)} />
    </div>
  );
}

/** Whether the courtroom's loudspeakers have its sound, and why not; nothing where its computer plays to none. */
export function RoomSound({ store, view: { state }, showing }: { store: HearingStore; view: HearingView; showing: Showing }) {
  const words = filmWords();
  const loudspeakers = loudspeakersOf(store, state);
  if (!loudspeakers) return null;
  const isHeard = isHeardInRoom(state, showing);
  const says = !isHeard ? words.notInRoom : loudspeakers.state === 'playing' ? words.inRoom : loudspeakers.state === 'simulated' ? words.inSimulated : words.roomFails;
  return (
    <p class={`room-sound ${isHeard && says === words.roomFails ? 'fault' : ''}`} role="status">
      <Icon name={isHeard && says !== words.roomFails ? 'volume-2' : isHeard ? 'triangle-alert' : 'volume-x'} />
      {says}
    </p>
  );
}

/** The bar follows the log; a finger on it asks once, when it lets go. */
function SeekBar({ view, showing, desk, stale, locked }: Props) {
  const words = filmWords();
  const at = useNow(showing.playback?.playing === true);
  const [wanted, want] = useState<number | null>(null);
  const length = showing.duration_ms;
  if (length === null) return null;
  const here = wanted ?? position(showing, at);
  const go = (to: number) => {
    want(null);
    ask(view, showing, desk, standing(showing, now()) === 'playing', to);
  };
  return (
    <label class={`seek-bar number ${desk.asked.value['play'] === 'pending' ? 'pending' : ''}`}>
      <span>{face(here, length)}</span>
      <input type="range" min="0" max={length} step="100" value={here} disabled={stale || locked !== undefined} aria-label={words.seek} aria-valuetext={`${face(here, length)} / ${face(length)}`}
        onInput={({ currentTarget }) => want(Number(currentTarget.value))} onChange={({ currentTarget }) => go(Number(currentTarget.value))} />
      <span>{face(length)}</span>
    </label>
  );
}
