/** The minutes as a sheet to print: fetched for that, so that the audit knows who took them. */
import { useEffect, useState } from 'preact/hooks';
import type { BenchStore, Deliberation } from '../../lib/bench';
import { clockTime, dayName } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { get } from '../../lib/http';
import { language } from '../../lib/i18n';
import { Dialog } from '../../ui/dialog';
import { judgeWords } from './words';

interface Signed {
  number: number;
  question: string;
  opinions: { who: string; text: string }[];
  course: string;
  result: string;
}

export function MinutesSheet({ heading, one, bench, onClose }: { heading: string; one: Deliberation; bench: BenchStore; onClose(): void }) {
  const words = judgeWords();
  const [text, setText] = useState<Signed | null>(null);
  useEffect(() => {
    get<Signed>(`${bench.root}/deliberations/${one.number}/minutes`).then(setText, onClose);
  }, [bench, one.number]);
  const nameOf = (who: string) => one.members.find((member) => member.principal === who);
  return (
    <Dialog title={words.minutesTitle} confirm={words.print} onConfirm={() => print()} onClose={onClose}>
      {text && (
        <article class="sheet-to-print">
          <p class="over-title">{heading}</p>
          <h1>{words.minutesTitle}</h1>
          <p class="number">
            {words.number(text.number)} · {dayName(one.begun_at, language.value)} {clockTime(one.begun_at)} · {one.state === 'locked' ? words.locked : one.state === 'ended' ? words.ended : words.openState}
          </p>
          <p>
            {words.membersWord}: {one.members.map((member) => `${court().role[member.role]} ${member.name}`).join(' · ')}
          </p>
          {text.question && <p>{words.question}: {text.question}</p>}
          {text.opinions.map((said) => (
            <p key={said.who}>
              <b>{nameOf(said.who)?.name}</b>: {said.text}
            </p>
          ))}
          <p>{words.course}: {text.course}</p>
          <p>{words.result}: {text.result}</p>
          <p>{words.signers}: {one.signers.map((signer) => `${signer.member.name} ${signer.state === 'signed' && signer.at ? clockTime(signer.at) : '—'}`).join(' · ')}</p>
          <p class="digest number">{one.sha256}</p>
        </article>
      )}
    </Dialog>
  );
}
