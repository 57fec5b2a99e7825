import { useEffect, useState } from 'preact/hooks';
import { api, get, post, remove } from '../../lib/http';
import { Dialog } from '../../ui/dialog';
import { Key } from '../../ui/key';
import { displaysWords } from './displays-words';
import { attempt, made } from './made';
import type { Room } from './rooms';

interface SignedIn {
  place: string;
  screens: number;
  seen_at: number | null;
  is_there: boolean;
}

const places = ['gallery', 'bench', 'parties', 'witness', 'door'];

/** The displays of one courtroom: which places have screens, a code for one more, and signing a place out. */
export function RoomDisplays({ room }: { room: Room }) {
  const words = displaysWords();
  const [isOpen, open] = useState(false);
  return (
    <>
      <Key look="plain" icon="projector" label={words.displays} onTap={() => open(true)} />
      {isOpen && <DisplaysDialog room={room} onClose={() => open(false)} />}
    </>
  );
}

function DisplaysDialog({ room, onClose }: { room: Room; onClose(): void }) {
  const words = displaysWords();
  const [known, setKnown] = useState<SignedIn[]>([]);
  const path = `${api}/rooms/${room.room}/displays`;
  const look = () => attempt(async () => setKnown((await get<{ displays: SignedIn[] }>(path)).displays));
  useEffect(() => void look(), []);
  const make = (place: string) =>
    attempt(async () => {
      const { code, path: address } = await post<{ code: string; path: string }>(path, { place });
      onClose();
      made.value = { title: `${words.codeText(room.room_name, words.place[place] ?? place)}: ${code}`, secret: `${location.origin}${address}` };
    });
  return (
    <Dialog title={words.title(room.room_name)} onClose={onClose}>
      <p>{words.lead}</p>
      <table>
        <tbody>
          {places.map((place) => {
            const here = known.find((one) => one.place === place);
            return (
              <tr key={place}>
                <th scope="row">{words.place[place]}</th>
                <td class={here?.is_there ? 'state-good' : ''}>{here ? `${words.screens(here.screens)} · ${here.is_there ? words.there : words.away}` : words.none}</td>
                <td>
                  <Key look="plain" icon="key-round" label={words.make} onTap={() => void make(place)} />
                </td>
                <td>{here && <Key look="plain" icon="log-out" label={words.signOut} onTap={() => void attempt(async () => void (await remove(`${path}/${place}`))).then(look)} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Dialog>
  );
}
