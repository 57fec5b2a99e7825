import { useEffect, useState } from 'preact/hooks';
import { api, get } from '../../lib/http';
import { momentOf } from './keeping-kinds';
import { keepingWords } from './keeping-words';
import { attempt } from './made';

interface Export {
  kind: string;
  what: string;
  at: number;
  who: string;
  leave_by: string;
  reader: string;
  grant: string;
  to: string;
  outcome: string;
}

/** Who took what of a record out of the archive, when, and by whose leave. Nothing of that can be called back. */
export function Exports({ hearing }: { hearing: string }) {
  const words = keepingWords();
  const [exports, setExports] = useState<Export[] | null>(null);
  useEffect(() => void attempt(async () => setExports((await get<{ exports: Export[] }>(`${api}/hearings/${hearing}/exports`)).exports)), [hearing]);
  return (
    <>
      <h3>{words.exports}</h3>
      {exports?.length === 0 && <p class="empty">{words.noExports}</p>}
      {exports && exports.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-label={words.exports}>
          <table>
            <thead>
              <tr>
                <th>{words.when}</th>
                <th>{words.kind}</th>
                <th>{words.who}</th>
                <th>{words.leave}</th>
                <th>{words.to}</th>
              </tr>
            </thead>
            <tbody>
              {exports.map((one) => (
                <tr key={`${one.at} ${one.to} ${one.what}`}>
                  <td class="number">{momentOf(one.at)}</td>
                  <td>
                    {words.exportKinds[one.kind] ?? one.kind}
                    {one.what && <small>{one.what}</small>}
                    {one.outcome !== 'done' && <small class="state-bad">{words.outcomes[one.outcome] ?? one.outcome}</small>}
                  </td>
                  <td>
                    {one.who}
                    {one.reader && <small>{words.forReader(one.reader)}</small>}
                  </td>
                  <td>
                    {one.leave_by}
                    {one.grant && <small>{words.grant(one.grant)}</small>}
                  </td>
                  <td>{one.to}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
