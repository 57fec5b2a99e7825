import { useRef, useState } from 'preact/hooks';
import { clockTime } from '../../lib/clock';
import { approval, can, isBroadcastable, isClosedToPublic, isCut, isOver, isSession, type Approval } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { Dialog } from '../../ui/dialog';
import { HoldKey } from '../../ui/hold';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import type { Desk, Wish } from './desk';
import { panelWords } from './words';

interface AirProps {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
  onRestoreDialog(): void;
}

/** Bottom right for ever: cutting is one tap without a question; restoring is the judge's. */
export function Air({ store, desk, stale, onRestoreDialog }: AirProps) {
  const words = panelWords();
  const view = store.view.value;
  if (!view) return null;
  const { state } = view;
  const cut = isCut(state);
  const sealed = isClosedToPublic(state);
  const never = !isBroadcastable(state);
  const approved = approval(state) === 'approved';
  const [title, line, more] = explain();
  const cuttable = can(view, 'cut-broadcast') && !sealed && !never && approved && isSession(state);
  return (
    <div class={`air ${sealed ? 'sealed' : ''} ${cut ? 'is-cut' : ''} ${cuttable && !cut ? 'armed' : ''}`}>
      <div class="says">
        <b>{title}</b>
        <span class="number">{line}</span>
        <span>{more}</span>
      </div>
      {cut && can(view, 'restore-broadcast') && !sealed ? (
        <HoldKey look="restore" label={words.restore} small={words.restoreSmall} shortcut="F6" stale={stale} asked={desk.asked.value['restore']} onHeld={() => void desk.ask('restore', { type: 'restore-broadcast' })} onKeyboard={onRestoreDialog} />
      ) : (
        <Key look="kill" icon={sealed || never ? 'lock' : 'ban'} label={cut || sealed ? words.cutDone : words.cut} shortcut="F6" stale={stale} asked={desk.asked.value['cut']} tellsWhy
          locked={!stale && (cut || !cuttable) ? (cut ? words.cutSmall2 : line) : undefined} onTap={() => void desk.ask('cut', { type: 'cut-broadcast' })} />
      )}
    </div>
  );

  function explain(): [string, string, string] {
    if (stale) return [words.air, words.airUnreachable, words.airUnreachable2];
    if (isOver(state)) return [words.air, words.airOver, ''];
    if (sealed) return [words.liveClosed, words.airClosed, ''];
    if (never) return [words.air, words.airNever, ''];
    if (cut) return [words.liveCut, words.cutAt(clockTime(state.broadcast.cuts.at(-1)?.since ?? 0)), words.cutSmall2];
    if (!approved) return [words.airOff, words.approvalState[approval(state)] ?? '', ''];
    return [words.air, words.cutSmall, words.cutSmall2];
  }
}

export function RestoreDialog({ desk, onClose }: { desk: Desk; onClose(): void }) {
  const words = panelWords();
  const restore = () => {
    void desk.ask('restore', { type: 'restore-broadcast' });
    onClose();
  };
  return (
    <Dialog title={words.restoreTitle} confirm={words.restore} look="alert" onConfirm={restore} onClose={onClose}>
      <p>{words.restoreText}</p>
    </Dialog>
  );
}

const steps: { state: Approval; field: 'applicant' | 'reviewer' | 'vice_president'; word: 'applicant' | 'reviewer' | 'vicePresident' }[] = [
  { state: 'applied', field: 'applicant', word: 'applicant' },
  { state: 'reviewed', field: 'reviewer', word: 'reviewer' },
  { state: 'approved', field: 'vice_president', word: 'vicePresident' },
];

/** The approval, step by step, and the step that is the reader's to take. */
export function Approvals({ store, desk, stale }: { store: HearingStore; desk: Desk; stale: boolean }) {
  const words = panelWords();
  const [step, setStep] = useState<'apply' | 'review' | 'approve' | 'refuse' | null>(null);
  const view = store.view.value;
  if (!view) return null;
  const { state } = view;
  const now = approval(state);
  const reached = steps.findIndex((one) => one.state === now);
  const never = !isBroadcastable(state);
  return (
    <section class="approvals" aria-label={words.approval}>
      <h2 class="head">
        {words.approval}
        <em>{never ? words.airNever : words.approvalState[now]}</em>
      </h2>
      <ol>
        {steps.map((one, index) => (
          <li key={one.state} class={index <= reached ? 'done' : ''}>
            <Icon name={index <= reached ? 'circle-check' : 'clock'} />
            <div>
              <b>{words[one.word]}</b>
              <span>{state.broadcast[one.field] || '—'}</span>
            </div>
          </li>
        ))}
      </ol>
      {state.broadcast.refused !== null && <p class="refused">{words.approvalState['refused']} · {state.broadcast.refused}</p>}
      <p class="hint">{words.approvalNote}</p>
      {!never && (
        <div class="steps">
          {(now === 'none' || now === 'refused') && can(view, 'apply-for-broadcast') && <Key look="plain primary" icon="radio" label={words.apply} stale={stale} asked={desk.asked.value['approval']} onTap={() => setStep('apply')} />}
          {now === 'applied' && can(view, 'review-broadcast') && <Key look="plain primary" icon="file-check" label={words.review} stale={stale} asked={desk.asked.value['approval']} onTap={() => setStep('review')} />}
          {now === 'reviewed' && can(view, 'approve-broadcast') && <Key look="plain primary" icon="gavel" label={words.approve} stale={stale} asked={desk.asked.value['approval']} onTap={() => setStep('approve')} />}
          {now !== 'none' && now !== 'refused' && (can(view, 'approve-broadcast') || can(view, 'review-broadcast')) && <Key look="plain" icon="x" label={words.refuse} stale={stale} asked={desk.asked.value['approval']} onTap={() => setStep('refuse')} />}
        </div>
      )}
      {step && <StepDialog step={step} desk={desk} onClose={() => setStep(null)} />}
    </section>
  );
}

function StepDialog({ step, desk, onClose }: { step: 'apply' | 'review' | 'approve' | 'refuse'; desk: Desk; onClose(): void }) {
  const words = panelWords();
  const name = useRef<HTMLInputElement>(null);
  const reason = useRef<HTMLInputElement>(null);
  const label = { apply: words.applicant, review: words.reviewer, approve: words.vicePresident, refuse: words.reasonWord }[step];
  const confirm = () => {
    const said = name.current?.value.trim() ?? '';
    if (!said) return name.current?.focus();
    const wish: Wish = {
      apply: { type: 'apply-for-broadcast', applicant: said, reason: reason.current?.value.trim() ?? '' } as const,
      review: { type: 'review-broadcast', reviewer: said } as const,
      approve: { type: 'approve-broadcast', vice_president: said } as const,
      refuse: { type: 'refuse-broadcast', reason: said } as const,
    }[step];
    void desk.ask('approval', wish);
    onClose();
  };
  return (
    <Dialog title={words[step]} confirm={words[step]} onConfirm={confirm} onClose={onClose}>
      <label class="field">
        {label}
        <input ref={name} required maxLength={200} autocomplete="off" />
      </label>
      {step === 'apply' && (
        <label class="field">
          {words.reasonWord}
          <input ref={reason} maxLength={500} autocomplete="off" />
        </label>
      )}
    </Dialog>
  );
}
