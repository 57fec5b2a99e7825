import { useEffect, useState } from 'preact/hooks';
import { api, get, own } from '../../lib/http';
import { attempt } from './made';
import { Key } from '../../ui/key';
import { handinWords } from './handin-words';
import { SettlingOf, type Settlement } from './settling';
import { settlingWords } from './settling-words';

interface Conflict {
  kind: string;
  place: string;
  here: string;
  there: string;
  stops: boolean;
}

interface HandIn {
  hearing: string;
  status: string;
  seq: number;
  conflicts: Conflict[];
  damaged: string[];
  settlement: Settlement | null;
}

interface Answer {
  handins: HandIn[];
  disputes: { hearing: string; why: string }[];
}

/** Hearings that came from courtrooms that were alone, and whatever does not agree; nothing where none came. */
export function HandIns() {
  const words = handinWords();
  const [answer, setAnswer] = useState<Answer>({ handins: [], disputes: [] });
  const [compared, compare] = useState<string | null>(null);
  const load = () => void attempt(async () => setAnswer(await get<Answer>(`${api}/handins`)));
  useEffect(load, []);
  if (answer.handins.length + answer.disputes.length === 0) return null;
  return (
    <section aria-labelledby="handins">
      <h2 id="handins">{words.title}</h2>
      <div class="scroll">
        <table>
          <tbody>
            {answer.disputes.filter((one) => !answer.handins.some((known) => known.hearing === one.hearing)).map((one) => (
              <tr key={`dispute-${one.hearing}`}>
                <td class="number">{one.hearing}</td>
                <td class="state-bad">{words.dispute}</td>
                <td>{own(one.why)}</td>
              </tr>
            ))}
            {answer.handins.map((one) => (
              <tr key={one.hearing}>
                <td class="number">{one.hearing}</td>
                <td class={one.status === 'merged' ? 'state-good' : 'state-bad'}>{words.status[one.status] ?? one.status}</td>
                <td>
                  {words.events(one.seq)}
                  <Doubts handin={one} />
                  {isHeldTwice(one) && <Key look="plain" label={settlingWords().settle} onTap={() => compare(compared === one.hearing ? null : one.hearing)} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {compared && <SettlingOf key={compared} hearing={compared} onDone={load} />}
    </section>
  );
}

/** Whether there are two sides to compare: something stops it, or the case's sitting is there under another name. */
const isHeldTwice = (one: HandIn): boolean => one.settlement !== null || one.status === 'dispute' || one.conflicts.some((conflict) => conflict.stops || conflict.kind === 'same-case');

function Doubts({ handin }: { handin: HandIn }) {
  const words = handinWords();
  if (handin.conflicts.length + handin.damaged.length === 0) return null;
  return (
    <ul>
      {handin.conflicts.map((one) => (
        <li key={`${one.kind}${one.place}`}>
          <b>{words.kind[one.kind] ?? one.kind}</b> {one.place} <br />
          {words.here}
          {one.here || '—'} <br />
          {words.there}
          {one.there || '—'}
        </li>
      ))}
      {handin.damaged.map((path) => (
        <li key={path}>
          <b>{words.damaged}</b> {path}
        </li>
      ))}
    </ul>
  );
}
