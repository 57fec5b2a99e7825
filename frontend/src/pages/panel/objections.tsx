/** Applications to have a line corrected: the court corrects it after listening, or refuses with a reason that is kept. */
import { useRef, useState } from 'preact/hooks';
import { can } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import type { Correction } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import type { Desk } from './desk';
import { signingWords } from './signing-words';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

export function Objections({ store, desk, stale }: Props) {
  const words = signingWords();
  const [refusing, refuse] = useState<Correction | null>(null);
  const view = store.view.value;
  if (!view || view.state.corrections.length === 0) return null;
  const { state } = view;
  const locked = can(view, 'correct-transcript') ? undefined : words.noRight;
  return (
    <section class="people objections" aria-label={words.objections}>
      <h2 class="head">{words.objections}</h2>
      <ul tabIndex={0} aria-label={words.objections}>
        {state.corrections.map((one) => {
          const isOpen = one.corrected_at === null && !one.refused;
          return (
            <li key={one.seq} class={`person ${isOpen ? 'waits' : 'here'}`}>
              <Icon name={isOpen ? 'pencil' : one.refused ? 'circle-x' : 'circle-check'} />
              <div class="who">
                <b>{words.objection(state.participants[one.participant]?.name ?? one.participant, one.line)}</b>
                <span>{[one.text, one.refused ? words.notCorrected(one.refused) : isOpen ? null : words.corrected].filter(Boolean).join(words.comma)}</span>
              </div>
              {isOpen && <Key look="primary" label={words.correct} name={`${words.correct}${words.comma}${one.line}`} stale={stale} locked={locked} asked={desk.asked.value[`correct:${one.seq}`]} onTap={() => void desk.ask(`correct:${one.seq}`, { type: 'correct-line', line: one.line, text: one.text })} />}
              {isOpen && <Key look="plain" label={words.decline} name={`${words.decline}${words.comma}${one.line}`} stale={stale} locked={locked} onTap={() => refuse(one)} />}
            </li>
          );
        })}
      </ul>
      {refusing && <DeclineDialog correction={refusing} desk={desk} onClose={() => refuse(null)} />}
    </section>
  );
}

function DeclineDialog({ correction, desk, onClose }: { correction: Correction; desk: Desk; onClose(): void }) {
  const words = signingWords();
  const reason = useRef<HTMLTextAreaElement>(null);
  const confirm = () => {
    const why = reason.current?.value.trim();
    if (!why) return reason.current?.focus();
    void desk.ask(`decline:${correction.seq}`, { type: 'refuse-correction', asked: correction.seq, reason: why });
    onClose();
  };
  return (
    <Dialog title={words.decline} confirm={words.declineConfirm} look="alert" onConfirm={confirm} onClose={onClose}>
      <p>{words.declineText}</p>
      <label class="field">
        {words.reason}
        <textarea ref={reason} rows={3} maxLength={2000} />
      </label>
    </Dialog>
  );
}
