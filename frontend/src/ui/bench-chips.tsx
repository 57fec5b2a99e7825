/** Messages of the bench that were not seen yet, small and out of the way; a tap says that they were. */
import { clockTime } from '../lib/clock';
import { court } from '../lib/court-words';
import type { BenchStore } from '../lib/bench';
import './bench-chips.css';
import { benchWords, said } from './bench-words';
import { Icon } from './icon';

/** The latest *most* of them, and how many more there are. */
export function BenchChips({ bench, stale, most }: { bench: BenchStore; stale: boolean; most: number }) {
  const words = benchWords();
  void bench.view.value; // what is unseen follows the view
  const unseen = bench.unseen;
  const inert = stale || bench.link.value !== 'live';
  return (
    <div class="bench-chips" role="status" aria-label={words.chips}>
      {unseen.slice(-most).map((one) => (
        <button key={one.seq} type="button" class="bench-chip" aria-disabled={inert} onClick={() => !inert && bench.see()}>
          <Icon name="megaphone" />
          <span>
            <b>{said(one)}</b>
            <small>
              {court().role[one.sender.role]} {one.sender.name} · <span class="number">{clockTime(one.at)}</span>
            </small>
          </span>
          <em>{words.received}</em>
        </button>
      ))}
      {unseen.length > most && <span class="bench-more">{words.more(unseen.length - most)}</span>}
    </div>
  );
}
