/** After closing: everyone who must sign, one after another on this page or a tablet; who does not sign is put on record. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { clockTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { can, waitsToBeCalled } from '../../lib/course';
import { signersOf, type Signer } from '../../lib/signing';
import type { HearingStore } from '../../lib/store';
import type { HearingView } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { Key } from '../../ui/key';
import { Written } from '../../ui/pen-field';
import { SignDialog, type Given } from '../../ui/sign-dialog';
import { signWords } from '../../ui/sign-words';
import type { Desk } from './desk';
import { signingWords } from './signing-words';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

const marks: Record<Signer['state'], IconName> = { due: 'pen-line', signed: 'circle-check', void: 'triangle-alert', refused: 'circle-x' };

export function SigningList({ store, desk, stale }: Props) {
  const words = signingWords();
  const view = store.view.value;
  const signers = useSigners(store);
  const [signing, sign] = useState<Signer | null>(null);
  const [refusing, refuse] = useState<Signer | null>(null);
  if (!view) return null;
  const object = async (participant: string, line: number, text: string) => {
    if (await desk.ask(`object:${participant}`, { type: 'ask-correction', participant, line, text })) sign(null);
  };
  const give = async (signer: Signer, given: Given) => {
    const wish = { type: 'sign-transcript' as const, ...given, ...(signer.participant ? { participant: signer.participant } : {}) };
    if (await desk.ask(keyOf('sign', signer), wish)) sign(null);
  };
  return (
    <section class="people signing" aria-label={words.title}>
      <h2 class="head">{words.title}</h2>
      <ul tabIndex={0} aria-label={words.title}>
        {signers.map((signer) => (
          <Row key={signer.participant ?? signer.role} signer={signer} view={view} desk={desk} stale={stale} onSign={() => sign(signer)} onRefuse={() => refuse(signer)} />
        ))}
      </ul>
      {signing && (
        <SignDialog hearing={store.hearing} who={signing.participant ?? 'me'} called={`${court().role[signing.role]} ${signing.name}`.trim()} name={signing.name} ownPart={isWitness(signing)} onSign={(given) => void give(signing, given)} {...objecting(signing, object)} onClose={() => sign(null)} />
      )}
      {refusing && <RefuseDialog signer={refusing} desk={desk} onClose={() => refuse(null)} />}
    </section>
  );
}

function Row({ signer, view, desk, stale, onSign, onRefuse }: { signer: Signer; view: HearingView; desk: Desk; stale: boolean; onSign(): void; onRefuse(): void }) {
  const words = signingWords();
  const written = view.state.signatures.find((one) => one.seq === signer.signature)?.hand;
  const facts = [signer.state === 'signed' && signer.at ? words.at(clockTime(signer.at)) : words.state[signer.state], signer.reason, (isWitness(signer) ? words.ownLines : words.lines)(signer.lines)];
  return (
    <li class={`person ${signer.state === 'signed' || signer.state === 'refused' ? 'here' : 'waits'}`}>
      <Icon name={marks[signer.state]} />
      <div class="who">
        <b>
          {court().role[signer.role]} {signer.name}
        </b>
        <span>{facts.filter(Boolean).join(words.comma)}</span>
      </div>
      {written && signer.state === 'signed' && <Written hand={written} label={signWords().writtenBy(signer.name)} />}
      {signer.state !== 'signed' && <Key look="primary" label={words.sign} name={`${words.sign}${words.comma}${signer.name || court().role[signer.role]}`} stale={stale} asked={desk.asked.value[keyOf('sign', signer)]} locked={whyNot(signer, view)} onTap={onSign} />}
      {(signer.state === 'due' || signer.state === 'void') && signer.participant && (
        <Key look="plain" label={words.refuse} name={`${words.refuse}${words.comma}${signer.name}`} stale={stale} asked={desk.asked.value[keyOf('refuse', signer)]} locked={can(view, 'correct-transcript') ? undefined : words.noRight} onTap={onRefuse} />
      )}
    </li>
  );
}

/** The bench and the clerk sign under their own accounts; everyone else by hand before whoever runs the hearing. */
function whyNot(signer: Signer, view: HearingView): string | undefined {
  const words = signingWords();
  if (signer.participant) return can(view, 'correct-transcript') ? undefined : words.noRight;
  const presiding = ['presiding-judge', 'sole-judge'];
  const mine = view.me.role === signer.role || (presiding.includes(signer.role) && presiding.includes(view.me.role ?? ''));
  return mine ? undefined : words.ownAccount;
}

function RefuseDialog({ signer, desk, onClose }: { signer: Signer; desk: Desk; onClose(): void }) {
  const words = signingWords();
  const reason = useRef<HTMLTextAreaElement>(null);
  const confirm = () => {
    const why = reason.current?.value.trim();
    if (!why) return reason.current?.focus();
    void desk.ask(keyOf('refuse', signer), { type: 'refuse-signature', participant: signer.participant ?? '', reason: why });
    onClose();
  };
  return (
    <Dialog title={words.refuseTitle(signer.name)} confirm={words.refuseConfirm} look="alert" onConfirm={confirm} onClose={onClose}>
      <p>{words.refuseText}</p>
      <label class="field">
        {words.reason}
        <textarea ref={reason} rows={3} maxLength={2000} />
      </label>
    </Dialog>
  );
}

/** Asked again whenever the log has gone on: whether a signature still stands is the panel's to say. */
function useSigners(store: HearingStore): Signer[] {
  const [signers, setSigners] = useState<Signer[]>([]);
  const seq = store.view.value?.seq;
  useEffect(() => {
    let isOld = false;
    signersOf(store.hearing).then((found) => isOld || setSigners(found), () => undefined);
    return () => {
      isOld = true;
    };
  }, [store.hearing, seq]);
  return signers;
}

/** The bench and the clerk correct by themselves; everyone else applies. */
const objecting = ({ participant }: Signer, object: (participant: string, line: number, text: string) => Promise<void>) => (participant ? { onObject: (line: number, text: string) => void object(participant, line, text) } : {});

const isWitness = (signer: Signer): boolean => signer.participant !== null && waitsToBeCalled(signer);
const keyOf = (what: string, signer: Signer): string => `${what}:${signer.participant ?? signer.role}`;
