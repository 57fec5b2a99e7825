/** Where a film or sound that is shown is, by the one state that the log tells; the same sum as the panel's. */
import { useEffect, useState } from 'preact/hooks';
import { now } from './clock';
import type { Showing } from './words';

type Played = Pick<Showing, 'playback' | 'duration_ms'>;

/** So often a page looks where it is. */
export const LOOK_MS = 100;
const SECOND_MS = 1000;
const HOUR_S = 3600;

/** Where (ms) it is at *at*: it plays until its end and stands there. */
export function position({ playback, duration_ms }: Played, at: number): number {
  if (!playback) return 0;
  const reached = playback.position_ms + (playback.playing ? Math.max(0, at - playback.at) : 0);
  return duration_ms === null ? reached : Math.min(reached, duration_ms);
}

export type Standing = 'playing' | 'paused' | 'ended';

/** Whether it plays, stands where somebody paused it, or has come to its end. */
export function standing(showing: Played, at: number): Standing {
  if (showing.duration_ms !== null && position(showing, at) >= showing.duration_ms) return 'ended';
  return showing.playback?.playing ? 'playing' : 'paused';
}

/** ``01:30``; from an hour on, or where *length* is so long, ``1:24:36``. */
export function face(ms: number, length: number | null = null): string {
  const seconds = Math.floor(ms / SECOND_MS);
  const two = (part: number) => String(part).padStart(2, '0');
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return Math.max(seconds, (length ?? 0) / SECOND_MS) < HOUR_S ? rest : `${Math.floor(seconds / HOUR_S)}:${rest}`;
}

/** The moment by the panel's clock, anew every tenth of a second while *runs*. */
export function useNow(runs: boolean): number {
  const [at, look] = useState(now);
  useEffect(() => {
    look(now());
    if (!runs) return undefined;
    const timer = setInterval(() => look(now()), LOOK_MS);
    return () => clearInterval(timer);
  }, [runs]);
  return at;
}
