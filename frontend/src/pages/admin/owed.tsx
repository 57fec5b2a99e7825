import { useEffect, useState } from 'preact/hooks';
import { clockTime, dayOf } from '../../lib/clock';
import { api, get } from '../../lib/http';
import { Icon } from '../../ui/icon';
import { attempt } from './made';
import { owedWords } from './owed-words';

interface Owed {
  hearing: string;
  case: string;
  room: string;
  room_name: string;
  unit: string;
  side: 'here' | 'awaited';
  since: number;
  due_at: number;
  is_overdue: boolean;
}

/** Hearings that courtrooms away from the court's house have not handed in, the longest due first; nothing where none is. */
export function OwedByUnits() {
  const words = owedWords();
  const [owed, setOwed] = useState<Owed[]>([]);
  useEffect(() => void attempt(async () => setOwed((await get<{ owed: Owed[] }>(`${api}/handins/owed`)).owed)), []);
  if (owed.length === 0) return null;
  const when = (at: number) => `${dayOf(at)} ${clockTime(at).slice(0, 5)}`;
  return (
    <section aria-labelledby="owed">
      <h2 id="owed">{words.title}</h2>
      <div class="scroll">
        <table>
          <tbody>
            {owed.map((one) => (
              <tr key={one.hearing}>
                <td>
                  {one.room_name} · {words.unit[one.unit] ?? one.unit}
                </td>
                <td class="number">{one.case}</td>
                <td>{words.side[one.side]}</td>
                <td class={one.is_overdue ? 'state-bad' : ''}>
                  {one.is_overdue && <Icon name="triangle-alert" />} {(one.is_overdue ? words.overdue : words.due)(when(one.due_at))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
