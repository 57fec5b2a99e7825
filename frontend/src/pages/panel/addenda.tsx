/** After archiving: what was added behind the package, and the next signature or explanation, by hand. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { clockTime, dayOf } from '../../lib/clock';
import { can } from '../../lib/course';
import { Refused } from '../../lib/http';
import { addAddendum, addendaOf, type Addenda } from '../../lib/signing';
import type { HearingStore } from '../../lib/store';
import type { Handwriting } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { PenField } from '../../ui/pen-field';
import { signWords } from '../../ui/sign-words';
import { tell } from '../../ui/toast';
import { partWords } from '../../ui/words';
import { signingWords } from './signing-words';

export function AddendaList({ store, stale }: { store: HearingStore; stale: boolean }) {
  const words = signingWords();
  const [found, setFound] = useState<Addenda | null>(null);
  const [adding, add] = useState(false);
  const look = () => void addendaOf(store.hearing).then(setFound, () => undefined);
  useEffect(look, [store.hearing]);
  const view = store.view.value;
  if (!view || !found) return null;
  return (
    <section class="people addenda" aria-label={words.addenda}>
      <h2 class="head">{words.addenda}</h2>
      <ul tabIndex={0} aria-label={words.addenda}>
        {found.addenda.length === 0 && <li class="hint">{words.noAddenda}</li>}
        {found.addenda.map((one) => (
          <li key={one.number} class="person here">
            <Icon name={one.kind === 'signature' ? 'pen-line' : 'file-text'} />
            <div class="who">
              <b>
                v{one.number} {words.kind[one.kind] ?? one.kind}
                {words.comma}
                {one.by}
              </b>
              <span>{[`${dayOf(one.at)} ${clockTime(one.at)}`, words.method[one.method], one.text].filter(Boolean).join(words.comma)}</span>
            </div>
          </li>
        ))}
      </ul>
      <Key look="plain" icon="pen-line" label={words.add} stale={stale} locked={can(view, 'correct-transcript') ? undefined : words.noRight} onTap={() => add(true)} />
      {adding && <AddendumDialog hearing={store.hearing} found={found} onDone={() => (add(false), look())} onClose={() => add(false)} />}
    </section>
  );
}

function AddendumDialog({ hearing, found, onDone, onClose }: { hearing: string; found: Addenda; onDone(): void; onClose(): void }) {
  const words = signingWords();
  const [kind, setKind] = useState<'signature' | 'explanation'>('signature');
  const [hand, setHand] = useState<Handwriting | null>(null);
  const [busy, setBusy] = useState(false);
  const by = useRef<HTMLInputElement>(null);
  const text = useRef<HTMLTextAreaElement>(null);
  const confirm = async () => {
    const name = by.current?.value.trim();
    const said = text.current?.value.trim() ?? '';
    if (!name) return by.current?.focus();
    if (kind === 'explanation' && !said) return text.current?.focus();
    if (!hand) return tell(signWords().nothing, signWords().here);
    if (busy) return;
    setBusy(true);
    try {
      await addAddendum(hearing, { kind, by: name, text: said, prev: found.prev, hand });
      tell(words.added, name);
    } catch (fault) {
      if (!(fault instanceof Refused)) tell(partWords().unconfirmed, partWords().unconfirmedHelp);
      else tell(fault.problem.title, [fault.problem.detail, fault.problem.remedy].filter(Boolean).join(' '));
    }
    onDone();
  };
  return (
    <Dialog title={words.add} confirm={words.addConfirm} look="primary" onConfirm={() => void confirm()} onClose={onClose}>
      <p>{words.addText}</p>
      <div class="options" role="radiogroup" aria-label={words.kindHead}>
        {(['signature', 'explanation'] as const).map((one) => (
          <label key={one} class={`option ${one === kind ? 'on' : ''}`}>
            <input type="radio" name="kind" checked={one === kind} onChange={() => setKind(one)} />
            {words.kind[one]}
          </label>
        ))}
      </div>
      <label class="field">
        {words.by}
        <input ref={by} maxLength={80} autocomplete="off" />
      </label>
      <label class="field">
        {words.text}
        <textarea ref={text} rows={2} maxLength={2000} />
      </label>
      <p class="hint">
        {words.over} <span class="number digest">{found.prev}</span>
      </p>
      <PenField label={signWords().field} onWritten={setHand} />
    </Dialog>
  );
}
