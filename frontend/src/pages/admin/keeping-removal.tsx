import { useState } from 'preact/hooks';
import { post, remove } from '../../lib/http';
import { Dialog } from '../../ui/dialog';
import { Key } from '../../ui/key';
import { momentOf, type Keeping } from './keeping-kinds';
import { keepingWords } from './keeping-words';
import { attempt, said } from './made';

type Step = 'hide' | 'approve' | 'withdraw' | 'shred';

/** A removal, step by step: hidden by one person, agreed to by another, a day to take it back, and the end. */
export function RemovalOf({ path, keeping, onDone }: { path: string; keeping: Keeping; onDone(): void }) {
  const words = keepingWords();
  const [step, ask] = useState<Step | null>(null);
  const [why, setWhy] = useState('');
  const { removal, names } = keeping;
  const work: Record<Step, () => Promise<unknown>> = {
    hide: () => post(`${path}/removal`, { why }),
    approve: () => post(`${path}/removal/approval`),
    withdraw: () => remove(`${path}/removal`),
    shred: () => post(`${path}/removal/shredding`),
  };
  const go = (chosen: Step) => (ask(null), void attempt(async () => (await work[chosen](), onDone())));
  const due = removal?.approved_at ? removal.approved_at + keeping.grace_ms : null;
  const early = due === null || keeping.now < due;
  return (
    <>
      <h3>{words.removal}</h3>
      <p>{words.removalNote}</p>
      {removal && <p>{words.asked(names[removal.hidden_by] ?? removal.hidden_by, momentOf(removal.hidden_at), removal.reason)}</p>}
      {removal?.approved_at && <p>{words.approved(names[removal.approved_by] ?? removal.approved_by, momentOf(removal.approved_at))}</p>}
      {removal?.shredded_at && <p><b>{words.shredded(momentOf(removal.shredded_at))}</b></p>}
      {removal && !removal.shredded_at && due !== null && <p role="status">{early ? words.dueAt(momentOf(due)) : words.dueNow}</p>}
      {removal && !removal.shredded_at && (
        <div class="keys">
          {due === null && <Key look="plain" label={words.approve} onTap={() => ask('approve')} />}
          {due !== null && <Key look="plain alert" label={words.shred} locked={early ? words.dueAt(momentOf(due)) : undefined} onTap={() => ask('shred')} />}
          <Key look="plain" label={words.withdraw} onTap={() => ask('withdraw')} />
        </div>
      )}
      {!removal && (
        <form onSubmit={(event) => (event.preventDefault(), setWhy(said(event.currentTarget)['why'] ?? ''), ask('hide'))}>
          <label class="field wide">
            {words.removalWhy}
            <input name="why" required maxLength={400} />
          </label>
          <button type="submit" class="key plain">{words.hide}</button>
        </form>
      )}
      {step && (
        <Dialog title={words.steps[step].ask} confirm={words[step]} look={step === 'shred' ? 'alert' : 'primary'} onConfirm={() => go(step)} onClose={() => ask(null)}>
          <p>{words.steps[step].text}</p>
        </Dialog>
      )}
    </>
  );
}
