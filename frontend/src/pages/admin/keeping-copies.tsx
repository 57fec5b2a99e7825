import { own } from '../../lib/http';
import { momentOf, sizeOf, type Copy, type Lock } from './keeping-kinds';
import { keepingWords } from './keeping-words';

const BAD = ['damaged', 'missing', 'locked'];

/** Copies of one kind in one place that stand alike, as one row: a long hearing has thousands of batches. */
interface Row extends Copy {
  count: number;
}

function rowsOf(copies: Copy[]): Row[] {
  const rows = new Map<string, Row>();
  for (const copy of copies) {
    const key = [copy.location, copy.kind, copy.status, copy.says].join(' ');
    const row = rows.get(key);
    rows.set(key, row ? joined(row, copy) : { ...copy, count: 1 });
  }
  return [...rows.values()];
}

const joined = (row: Row, copy: Copy): Row => ({
  ...row,
  count: row.count + 1,
  bytes: row.bytes + copy.bytes,
  attempts: Math.max(row.attempts, copy.attempts),
  verified_at: earliest(row.verified_at, copy.verified_at),
  tried_at: earliest(row.tried_at, copy.tried_at),
  again_at: earliest(row.again_at, copy.again_at),
});

const earliest = (one: number | null, other: number | null): number | null => (one === null || other === null ? (one ?? other) : Math.min(one, other));

/** Each object and place: whether it is proven, or how far it is on its way out. */
export function Copies({ copies, locks, isShredded }: { copies: Copy[]; locks: Lock[]; isShredded: boolean }) {
  const words = keepingWords();
  if (copies.length === 0) return <p class="empty">{words.noCopies}</p>;
  const gone = copies.filter((copy) => copy.status === 'removed').length;
  return (
    <>
      <h3>{words.copies}</h3>
      {isShredded && (
        <p role="status">
          <b>{words.progress(gone, copies.length)}</b> <progress value={gone} max={copies.length} aria-label={words.copies} />
        </p>
      )}
      <div class="scroll" tabIndex={0} role="group" aria-label={words.copies}>
        <table>
          <thead>
            <tr>
              <th>{words.place}</th>
              <th>{words.kind}</th>
              <th>{words.status}</th>
              <th>{words.size}</th>
              <th>{words.checked}</th>
              <th>{words.tries}</th>
            </tr>
          </thead>
          <tbody>{rowsOf(copies).map((row) => <CopyRow key={`${row.location} ${row.object} ${row.status}`} row={row} />)}</tbody>
        </table>
      </div>
      {!isShredded && locks.map((lock) => (
        <p key={lock.location} class={lock.refused > 0 ? 'state-bad' : ''}>
          {lock.refused > 0 ? words.notLengthened(lock.location, lock.refused, lock.objects, momentOf(lock.tried_at)) : words.lockedUntil(lock.location, momentOf(lock.until))}
          {lock.says && ` ${own(lock.says)}`}
        </p>
      ))}
    </>
  );
}

function CopyRow({ row }: { row: Row }) {
  const words = keepingWords();
  const look = row.status === 'verified' || row.status === 'removed' ? 'state-good' : BAD.includes(row.status) ? 'state-bad' : '';
  return (
    <tr>
      <td>{placeOf(row.location)}</td>
      <td>
        {words.kinds[row.kind] ?? row.kind}
        {row.count > 1 && ` × ${row.count}`}
      </td>
      <td class={look}>
        {words.statuses[row.status] ?? row.status}
        {row.again_at !== null && <small>{words.again(momentOf(row.again_at))}</small>}
        {row.says && <small>{own(row.says)}</small>}
      </td>
      <td class="number">{row.bytes > 0 ? sizeOf(row.bytes) : '—'}</td>
      <td class="number">{row.verified_at === null ? '—' : momentOf(row.verified_at)}</td>
      <td class="number">{row.tried_at === null ? '—' : words.tried(row.attempts, momentOf(row.tried_at))}</td>
    </tr>
  );
}

function placeOf(location: string): string {
  const words = keepingWords();
  const [kind = '', room = ''] = location.split(':');
  if (kind === 'agent') return words.roomPc(room);
  if (kind === 'alone') return words.alonePc(room);
  return words.places[location] ?? location;
}
