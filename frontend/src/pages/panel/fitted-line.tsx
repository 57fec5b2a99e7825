import { useEffect, useState } from 'preact/hooks';
import { api, get } from '../../lib/http';
import { Icon } from '../../ui/icon';
import type { Room } from '../admin/rooms';
import { fittingWords, signedWord } from '../fitting/words';

/** Before opening: whether a technician signed this courtroom off as it is now. Nothing where nobody says. */
export function FittedLine({ room }: { room: string }) {
  const words = fittingWords();
  const [signed, setSigned] = useState<Room['signed'] | null>(null);
  useEffect(() => {
    void get<{ rooms: Room[] }>(`${api}/rooms`).then(
      ({ rooms }) => setSigned(rooms.find((one) => one.room === room)?.signed ?? null),
      () => setSigned(null),
    );
  }, [room]);
  if (!signed) return null;
  const good = signed === 'signed';
  return (
    <ul>
      <li class={good ? 'good' : 'open'}>
        <Icon name={good ? 'circle-check' : 'triangle-alert'} />
        <div>
          <b>{words.step.sign}</b>
          <span>{signedWord(signed)}</span>
        </div>
      </li>
    </ul>
  );
}
