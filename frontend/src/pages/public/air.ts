/** What is known of a hearing's broadcast. Nothing is claimed before it was read, and nothing is shown on old news. */
import { useEffect, useState } from 'preact/hooks';
import { airState, type AirState } from './folder';

const POLL_MS = 1000;
/** When the state has stood still this long while on air, release has stopped and nobody could tell of a cut. */
export const STALE_MS = 5000;

/** When no answer has come for this long, nothing is shown. */
const SILENT_MS = 2500;

export type Known = AirState | 'asking' | 'not-yet' | 'unreachable';

/** Judges whether what is read is still kept: pure but for the time, which comes in. */
export class Freshness {
  #updated: number | undefined;
  #since = 0;

  /** The state as it may be believed at *now* (ms of any clock). */
  judge(found: AirState | null, now: number): Known {
    if (!found) return 'not-yet';
    if (!found.on_air || found.updated !== this.#updated || this.#since === 0) {
      this.#updated = found.updated;
      this.#since = now;
    }
    return found.on_air && now - this.#since > STALE_MS ? 'unreachable' : found;
  }
}

/** Follow one hearing's broadcast, asked each second; a question that is not answered in time counts as unreachable. */
export function useAir(id: string, wanted: boolean): Known {
  const [known, setKnown] = useState<Known>('asking');
  useEffect(() => {
    if (!wanted) return undefined;
    const freshness = new Freshness();
    let gone = false;
    let heard = performance.now();
    const told = (next: Known) => {
      heard = performance.now();
      if (!gone) setKnown(next);
    };
    const ask = () => {
      if (performance.now() - heard > SILENT_MS) setKnown('unreachable');
      void airState(id).then((found) => told(freshness.judge(found, performance.now())), () => told('unreachable'));
    };
    ask();
    const timer = setInterval(ask, POLL_MS);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [id, wanted]);
  return known;
}
