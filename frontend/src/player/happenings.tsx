import { useMemo } from 'preact/hooks';
import { span } from '../lib/clock';
import { court } from '../lib/court-words';
import { trackLabel } from '../lib/track-label';
import { Icon } from '../ui/icon';
import type { IconName } from '../ui/icon-names';
import type { Deck } from './deck';
import type { HearingRecord, Person, Playable } from './record';
import { happenings, type Happening } from './timeline';
import { playerWords } from './words';

/** Stages, notes, recesses and faults in the order of time; each goes to its moment. */
export function Happenings({ record, tracks, deck }: { record: HearingRecord; tracks: Playable[]; deck: Deck }) {
  const words = playerWords();
  const found = useMemo(() => happenings(record, tracks), [record]);
  const at = deck.at.value;
  const now = found.filter((one) => one.at <= at + 0.05).length - 1;
  if (!found.length) return <p class="blank">{words.noEvents}</p>;
  return (
    <ol class="happenings" tabIndex={0} aria-label={words.events}>
      {found.map((one, nth) => (
        <li key={nth} class={one.kind}>
          <button type="button" aria-current={nth === now} onClick={() => deck.seek(one.at)}>
            <Icon name={icons[one.kind]} />
            <span>
              <b>{nameOf(one)}</b>
              {detailOf(one, record.people) && <small>{detailOf(one, record.people)}</small>}
            </span>
            <time class="number">{span(one.at * 1000)}</time>
          </button>
        </li>
      ))}
    </ol>
  );
}

const icons: Record<Happening['kind'], IconName> = { stage: 'gavel', note: 'bookmark', pause: 'pause', fault: 'triangle-alert', missing: 'circle-alert', filled: 'circle-check', withheld: 'lock' };

function nameOf(one: Happening): string {
  const words = playerWords();
  if (one.kind === 'stage') return court().stage[one.stage];
  if (one.kind === 'note') return one.text;
  if (one.kind === 'withheld') return words.withheld;
  if (one.kind === 'filled') return words.filled;
  if (one.kind === 'pause') return words.pauses[one.reason] ?? one.reason;
  return one.kind === 'fault' ? `${words.fault}${one.text ? ` · ${one.text}` : ''}` : words.missing;
}

function detailOf(one: Happening, people: Person[]): string {
  const words = playerWords();
  const until = 'until' in one && one.until !== null ? words.until(span(one.until * 1000)) : '';
  if (one.kind === 'pause') return [until, words.unrecorded].filter(Boolean).join(' · ');
  if (one.kind === 'fault' || one.kind === 'missing' || one.kind === 'filled') return [one.track && trackLabel({ name: one.track }, people), until].filter(Boolean).join(' · ');
  if (one.kind === 'withheld') return until;
  return one.kind === 'note' ? words.note : '';
}
