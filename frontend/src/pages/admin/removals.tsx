import { useEffect, useState } from 'preact/hooks';
import { api, get } from '../../lib/http';
import { Key } from '../../ui/key';
import { KeepingOf } from './keeping';
import { dayOf, momentOf, type Keeping } from './keeping-kinds';
import { keepingWords } from './keeping-words';
import { attempt } from './made';

/** Every record that is hidden, agreed upon or shredded: also those whose hearing is in no list any more. */
export function Removals() {
  const words = keepingWords();
  const [list, setList] = useState<Keeping[]>([]);
  const [shown, show] = useState<string | null>(null);
  const load = () => void attempt(async () => setList((await get<{ removals: Keeping[] }>(`${api}/keeping/removals`)).removals));
  useEffect(load, []);
  return (
    <section aria-labelledby="removals">
      <h2 id="removals">{words.removals}</h2>
      {list.length === 0 && <p class="empty">{words.noRemovals}</p>}
      {list.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-label={words.removals}>
          <table>
            <thead>
              <tr>
                <th>{words.number}</th>
                <th>{words.heardOn}</th>
                <th>{words.status}</th>
                <th>{words.askedBy}</th>
                <th>{words.copies}</th>
                <th>{words.keeping}</th>
              </tr>
            </thead>
            <tbody>
              {list.map((one) => (
                <tr key={one.hearing}>
                  <td>{one.case}</td>
                  <td class="number">{dayOf(one.planned_at)}</td>
                  <td>{stepOf(one)}</td>
                  <td>{one.removal && (one.names[one.removal.hidden_by] ?? one.removal.hidden_by)}</td>
                  <td class="number">{one.stage === 'shredded' ? words.progress(one.copies.filter((copy) => copy.status === 'removed').length, one.copies.length) : '—'}</td>
                  <td>
                    <Key look="plain" label={words.show} name={words.showOf(one.case)} onTap={() => show(shown === one.hearing ? null : one.hearing)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div class="keys">
        <Key look="plain" icon="refresh-cw" label={words.reload} onTap={load} />
      </div>
      {shown && <KeepingOf key={shown} hearing={shown} onChange={load} />}
    </section>
  );
}

function stepOf({ removal, stage }: Keeping): string {
  const words = keepingWords();
  if (!removal || stage === 'shredded') return words.stage[stage] ?? stage;
  return removal.approved_at === null ? words.waitsForSecond : words.agreedAt(momentOf(removal.approved_at));
}
