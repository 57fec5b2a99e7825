import { amiss, shownInput } from '../../lib/evidence-sources';
import type { HearingStore } from '../../lib/store';
import type { Showing } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { inputLabel } from './evidence-list';
import { evidenceWords } from './evidence-words';

interface Line {
  key: string;
  isPending: boolean;
  text: string;
}

/** What the room's devices have not made so yet, or could not: nothing while all is as it was asked. */
export function EvidenceScreensLines({ store, showing }: { store: HearingStore; showing: Showing }) {
  const lines = [...cardLines(store, showing), ...screenLines(store, showing)];
  if (lines.length === 0) return null;
  return (
    <div class="evidence-screens" role="status">
      <ul>
        {lines.map((line) => (
          <li key={line.key} class={line.isPending ? 'pending' : 'failed'}>
            <Icon name={line.isPending ? 'hourglass' : 'triangle-alert'} />
            <span>{line.text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function cardLines(store: HearingStore, showing: Showing): Line[] {
  const [words, input] = [evidenceWords(), shownInput(showing, store.last('evidence-screens'))];
  if (!input) return [];
  const what = inputLabel(input);
  if (input.standing === 'here') return input.signal === 'absent' ? [{ key: 'card', isPending: false, text: words.cardDark(what) }] : [];
  return [{ key: 'card', isPending: input.standing !== 'failed', text: input.standing === 'failed' ? words.cardFailed(what, input.says) : words.cardPending(what) }];
}

function screenLines(store: HearingStore, showing: Showing): Line[] {
  const words = evidenceWords();
  return amiss(showing, store.last('evidence-screens')).map((one) => {
    const where = words.target[one.name.replace(/^(route|display)\./, '')] ?? one.name;
    const isPending = ['pending', 'waiting'].includes(one.standing);
    return { key: one.name, isPending, text: isPending ? words.screenPending(where) : words.screenFailed(where, one.says ?? '') };
  });
}
