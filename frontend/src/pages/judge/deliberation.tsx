/** Deliberation (评议): typed, secret, in a recess or after closing; each under the own name, signed by all and then locked. */
import { useRef, useState } from 'preact/hooks';
import type { BenchStore, BenchView, Deliberation as One, Member } from '../../lib/bench';
import { clockTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { MinutesSheet } from './minutes';
import { NoSeat, Seats } from './seats';
import { judgeWords } from './words';
import { WrittenField } from './written-field';

interface Props {
  /** Court and case, as they stand over the minutes on paper. */
  heading: string;
  bench: BenchStore;
  stale: boolean;
  sitsAs: string | undefined;
}

export function Deliberation({ heading, bench, stale, sitsAs }: Props) {
  const words = judgeWords();
  const view = bench.view.value;
  const [chosen, choose] = useState<number | null>(null);
  if (!view?.may_deliberate) return <NoSeat bench={bench} stale={stale} sitsAs={sitsAs} />;
  const inert = stale || bench.link.value !== 'live';
  const shown = view.deliberations.find((one) => one.number === chosen) ?? view.deliberations.at(-1);
  return (
    <div class="deliberating">
      <div class="side">
        <Seats bench={bench} stale={stale} />
        <Begin bench={bench} view={view} inert={inert} />
        <ol class="past" aria-label={words.deliberation}>
          {view.deliberations.map((one) => (
            <li key={one.number}>
              <Key look="plain" icon={one.state === 'locked' ? 'lock' : one.state === 'ended' ? 'x' : 'pen-line'} label={words.number(one.number)} small={stateWord(one)} on={one === shown} onTap={() => choose(one.number)} />
            </li>
          ))}
        </ol>
      </div>
      {shown ? <Minutes key={shown.number} heading={heading} one={shown} bench={bench} view={view} inert={inert} /> : <p class="empty">{words.secret}</p>}
    </div>
  );
}

const stateWord = (one: One): string => (one.state === 'locked' ? judgeWords().locked : one.state === 'ended' ? judgeWords().ended : judgeWords().openState);

/** Opening one: the reason why it cannot be stands on the key. */
function Begin({ bench, view, inert }: { bench: BenchStore; view: BenchView; inert: boolean }) {
  const words = judgeWords();
  const [asking, setAsking] = useState(false);
  const question = useRef<HTMLInputElement>(null);
  const panel = view.seats.filter((one) => !['clerk', 'judges-assistant'].includes(one.role)).length;
  const isOpen = view.deliberations.some((one) => one.state === 'open');
  const title = view.quiet_title.split(' · ');
  const why = view.quiet ? (document.documentElement.lang === 'en' ? title.at(-1) : title[0]) : panel < 3 || panel % 2 === 0 ? words.needPanel : undefined;
  if (!view.is_chair || isOpen) return view.quiet && isOpen ? <p class="why-not">{why}</p> : null;
  const begin = () => {
    void bench.ask('begin', 'POST', '/deliberations', { question: question.current?.value.trim() ?? '' });
    setAsking(false);
  };
  return (
    <>
      <Key look="primary" icon="gavel" label={words.begin} stale={inert} locked={why} asked={bench.asked.value['begin']} onTap={() => setAsking(true)} />
      {asking && (
        <Dialog title={words.begin} confirm={words.begin} onConfirm={begin} onClose={() => setAsking(false)}>
          <p>{words.secret}</p>
          <label class="field">
            {words.question}
            <input ref={question} maxLength={2000} autocomplete="off" />
          </label>
        </Dialog>
      )}
    </>
  );
}

function Minutes({ heading, one, bench, view, inert }: { heading: string; one: One; bench: BenchStore; view: BenchView; inert: boolean }) {
  const words = judgeWords();
  const [asking, ask] = useState<'sign' | 'end' | 'print' | null>(null);
  const open = one.state === 'open';
  const frozen = inert || view.quiet !== '';
  const takes = view.is_chair || !view.is_on_panel;
  const put = (part: string) => (text: string) => bench.ask(`${part}:${one.number}`, 'PUT', `/deliberations/${one.number}/${part}`, { text });
  const asked = bench.asked.value;
  const mine = one.signers.find((signer) => signer.member.principal === view.me);
  return (
    <section class="minutes" aria-label={words.minutesTitle}>
      <h2 class="head">
        {words.number(one.number)}
        <em>{open ? words.secret : `${stateWord(one)} ${one.ended_at ? clockTime(one.ended_at) : ''}`}</em>
      </h2>
      <div class="minutes-body" tabIndex={0} role="group" aria-label={words.minutesTitle}>
        {one.question && <p class="question">{one.question}</p>}
        {one.members.map((member) => (
          <Opinion key={member.principal} member={member} one={one} isMine={open && member.principal === view.me} inert={frozen} asked={asked[`opinion:${one.number}`]} onKeep={put('opinion')} />
        ))}
        {open && takes ? (
          <>
            <WrittenField label={words.course} written={one.course} inert={frozen} asked={asked[`course:${one.number}`]} onKeep={put('course')} />
            <WrittenField label={words.result} written={one.result} inert={frozen} rows={2} asked={asked[`result:${one.number}`]} onKeep={put('result')} />
          </>
        ) : (
          <>
            <Told label={words.course} text={one.course?.text} />
            <Told label={words.result} text={one.result?.text} />
          </>
        )}
        {one.state === 'ended' && <Told label={words.endReason} text={one.ended_reason} />}
      </div>
      <ul class="signers" aria-label={words.signers}>
        {one.signers.map((signer) => (
          <li key={signer.member.principal} class={signer.state}>
            <Icon name={signer.state === 'signed' ? 'circle-check' : signer.state === 'void' ? 'triangle-alert' : 'pen-line'} />
            {signer.member.name} · {signer.state === 'signed' && signer.at ? words.signed(clockTime(signer.at)) : signer.state === 'void' ? words.voided : words.due2}
          </li>
        ))}
      </ul>
      <div class="choices">
        {open && mine && mine.state !== 'signed' && <Key look="plain primary" icon="pen-line" label={words.signMinutes} stale={frozen} asked={asked[`sign:${one.number}`]} onTap={() => ask('sign')} />}
        {open && view.is_chair && <Key look="plain" icon="x" label={words.endIt} stale={frozen} asked={asked[`end:${one.number}`]} onTap={() => ask('end')} />}
        <Key look="plain" icon="file-text" label={words.print} stale={inert} onTap={() => ask('print')} />
      </div>
      {asking === 'sign' && <SignMinutes one={one} bench={bench} onClose={() => ask(null)} />}
      {asking === 'end' && <EndDialog one={one} bench={bench} onClose={() => ask(null)} />}
      {asking === 'print' && <MinutesSheet heading={heading} one={one} bench={bench} onClose={() => ask(null)} />}
    </section>
  );
}

function Opinion({ member, one, isMine, ...field }: { member: Member; one: One; isMine: boolean; inert: boolean; asked: Parameters<typeof WrittenField>[0]['asked']; onKeep(text: string): Promise<boolean> }) {
  const words = judgeWords();
  const written = one.opinions[member.principal] ?? null;
  if (isMine) return <WrittenField label={`${words.opinion} · ${member.name}`} written={written} {...field} />;
  return <Told label={`${words.opinionOf(member.name)} · ${court().role[member.role]}`} text={written?.text} />;
}

function Told({ label, text }: { label: string; text: string | undefined }) {
  return (
    <div class="told">
      <b>{label}</b>
      <p class={text ? '' : 'empty'}>{text || judgeWords().notGiven}</p>
    </div>
  );
}

/** Over the digest that this page shows, with the own password. */
function SignMinutes({ one, bench, onClose }: { one: One; bench: BenchStore; onClose(): void }) {
  const words = judgeWords();
  const password = useRef<HTMLInputElement>(null);
  const sign = async () => {
    const said = password.current?.value ?? '';
    if (!said) return password.current?.focus();
    if (password.current) password.current.value = '';
    if (await bench.ask(`sign:${one.number}`, 'POST', `/deliberations/${one.number}/signature`, { sha256: one.sha256, password: said })) onClose();
  };
  return (
    <Dialog title={words.signTitle} confirm={words.sign} onConfirm={() => void sign()} onClose={onClose}>
      <p>{words.signHint}</p>
      <label class="field">
        {words.password}
        <input ref={password} type="password" autocomplete="current-password" maxLength={200} />
      </label>
    </Dialog>
  );
}

function EndDialog({ one, bench, onClose }: { one: One; bench: BenchStore; onClose(): void }) {
  const words = judgeWords();
  const reason = useRef<HTMLInputElement>(null);
  const end = () => {
    const why = reason.current?.value.trim();
    if (!why) return reason.current?.focus();
    void bench.ask(`end:${one.number}`, 'POST', `/deliberations/${one.number}/end`, { reason: why });
    onClose();
  };
  return (
    <Dialog title={words.endIt} confirm={words.endIt} look="alert" onConfirm={end} onClose={onClose}>
      <p>{words.endText}</p>
      <label class="field">
        {words.endReason}
        <input ref={reason} maxLength={400} />
      </label>
    </Dialog>
  );
}
