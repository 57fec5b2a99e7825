import { useRef, useState } from 'preact/hooks';
import { court } from '../../lib/court-words';
import { api, post, Refused } from '../../lib/http';
import { PROCEDURES, type Procedure } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Key } from '../../ui/key';
import { walkInWords } from './walk-in-words';

/** Where a courtroom runs alone: a case that nobody scheduled is made at the spot. */
export function WalkIn({ room }: { room: string }) {
  const words = walkInWords();
  const [isOpen, open] = useState(false);
  return (
    <section class="walk-in">
      <p>{words.alone(room)}</p>
      <Key icon="plus" label={words.key} small={words.keySmall} onTap={() => open(true)} />
      {isOpen && <Form onClose={() => open(false)} />}
    </section>
  );
}

function Form({ onClose }: { onClose(): void }) {
  const words = walkInWords();
  const id = useRef(crypto.randomUUID());
  const cause = useRef<HTMLInputElement>(null);
  const number = useRef<HTMLInputElement>(null);
  const [procedure, setProcedure] = useState<Procedure>('trial');
  const [fault, setFault] = useState('');
  const confirm = async () => {
    const said = { cause: cause.current?.value.trim() ?? '', number: number.current?.value.trim() ?? '' };
    if (!said.cause) return cause.current?.focus();
    try {
      const made = await post<{ hearing: string }>(`${api}/hearings/walk-in`, { id: id.current, procedure, ...said });
      location.assign(`./panel.html?hearing=${made.hearing}`);
    } catch (problem) {
      setFault(problem instanceof Refused ? [problem.problem.title, problem.problem.remedy].filter(Boolean).join(' ') : words.noAnswer);
    }
  };
  return (
    <Dialog title={words.title} confirm={words.confirm} onConfirm={() => void confirm()} onClose={onClose}>
      <p>{words.text}</p>
      <label class="field">
        {words.procedure}
        <select value={procedure} onChange={(event) => setProcedure(event.currentTarget.value as Procedure)}>
          {PROCEDURES.map((one) => (
            <option key={one} value={one}>{court().procedure[one]}</option>
          ))}
        </select>
      </label>
      <label class="field">
        {words.cause}
        <input ref={cause} required maxLength={200} />
      </label>
      <label class="field">
        {words.number}
        <input ref={number} maxLength={80} placeholder={words.numberHint} />
      </label>
      {fault && <p role="alert" class="fault">{fault}</p>}
    </Dialog>
  );
}
