/** Announcing whether the public may attend, by name, range and reason. */
import { useRef, useState } from 'preact/hooks';
import { isClosedToPublic, people } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { court } from '../../lib/court-words';
import { Dialog } from '../../ui/dialog';
import type { Desk } from '../panel/desk';
import { judgeWords } from './words';

export function OpennessQuestion({ store, desk, onClose }: { store: HearingStore; desk: Desk; onClose(): void }) {
  const words = judgeWords();
  const state = store.state;
  const [openness, setOpenness] = useState<'public' | 'closed'>(state && state.openness.length > 0 && !isClosedToPublic(state) ? 'closed' : 'public');
  const [range, setRange] = useState<'whole' | 'from-now'>(state?.openness.length ? 'from-now' : 'whole');
  const judge = useRef<HTMLInputElement>(null);
  const reason = useRef<HTMLInputElement>(null);
  if (!state) return null;
  const presiding = people(state).find((one) => one.role === 'presiding-judge' || one.role === 'sole-judge');
  const confirm = () => {
    const said = { judge: judge.current?.value.trim() ?? '', reason: reason.current?.value.trim() ?? '' };
    if (!said.judge) return judge.current?.focus();
    if (!said.reason) return reason.current?.focus();
    void desk.ask('openness', { type: 'set-openness', openness, range, ...said });
    onClose();
  };
  return (
    <Dialog title={words.opennessTitle} confirm={words.announce} look="alert" onConfirm={confirm} onClose={onClose}>
      <div class="options" role="radiogroup" aria-label={words.opennessTitle}>
        {(['public', 'closed'] as const).map((one) => (
          <label key={one} class={`option ${one === openness ? 'on' : ''}`}>
            <input type="radio" name="openness" checked={one === openness} onChange={() => setOpenness(one)} />
            {court().openness[one]}
          </label>
        ))}
      </div>
      <label class="field">
        {words.judgeName}
        <input ref={judge} required maxLength={200} defaultValue={presiding?.name ?? ''} />
      </label>
      <label class="field">
        {words.reason}
        <input ref={reason} required maxLength={500} />
      </label>
      <div class="options" role="radiogroup" aria-label={words.range}>
        {(['from-now', 'whole'] as const).map((one) => (
          <label key={one} class={`option ${one === range ? 'on' : ''}`}>
            <input type="radio" name="range" checked={one === range} onChange={() => setRange(one)} />
            {one === 'whole' ? words.whole : words.fromNow}
          </label>
        ))}
      </div>
    </Dialog>
  );
}
