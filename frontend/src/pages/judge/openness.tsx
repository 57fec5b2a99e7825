/** Announcing whether the public may attend, by name, range and reason. */
import { useState } from 'preact/hooks';
import { isClosedToPublic, people } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { court } from '../../lib/court-words';
import { useAnnouncement } from '../../ui/announcement';
import { Dialog } from '../../ui/dialog';
import type { Desk } from '../panel/desk';
import { judgeWords } from './words';

export function OpennessQuestion({ store, desk, onClose }: { store: HearingStore; desk: Desk; onClose(): void }) {
  const words = judgeWords();
  const state = store.state;
  const [openness, setOpenness] = useState<'public' | 'closed'>(state && state.openness.length > 0 && !isClosedToPublic(state) ? 'closed' : 'public');
  const presiding = state ? people(state).find((one) => one.role === 'presiding-judge' || one.role === 'sole-judge') : undefined;
  const { fields, said } = useAnnouncement(words, presiding, state?.openness.length ? 'from-now' : 'whole');
  if (!state) return null;
  const confirm = () => {
    const announced = said();
    if (!announced) return;
    void desk.ask('openness', { type: 'set-openness', openness, ...announced });
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
      {fields}
    </Dialog>
  );
}
