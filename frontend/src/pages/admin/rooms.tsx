import { api, post } from '../../lib/http';
import { Key } from '../../ui/key';
import { attempt, made, said } from './made';
import { adminWords } from './words';

export interface Room {
  room: string;
  room_name: string;
  seats: { id: string; label: string }[];
  streams: string[];
  agent_connected: boolean;
}

/** Courtrooms, whether their agents are here, and the codes by which new ones come in. */
export function Rooms({ rooms, administers }: { rooms: Room[]; administers: boolean }) {
  const words = adminWords();
  const makeCode = (room: string) =>
    attempt(async () => {
      const answer = await post<{ code: string }>(`${api}/agents/codes`, { room });
      made.value = { title: words.codeText(room), secret: answer.code };
    });
  return (
    <section aria-labelledby="rooms">
      <h2 id="rooms">{words.rooms}</h2>
      {rooms.length === 0 && <p class="empty">{words.noRooms}</p>}
      {rooms.length > 0 && (
        <div class="scroll">
          <table>
            <tbody>
              {rooms.map((room) => (
                <tr key={room.room}>
                  <td>{room.room_name}</td>
                  <td>{room.room}</td>
                  <td>{words.seats(room.seats.length)}</td>
                  <td class={room.agent_connected ? 'state-good' : 'state-bad'}>{room.agent_connected ? words.connected : words.notConnected}</td>
                  <td>{administers && <Key look="plain" icon="key-round" label={words.code} onTap={() => void makeCode(room.room)} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {administers && (
        <form onSubmit={(event) => (event.preventDefault(), void makeCode(said(event.currentTarget)['room'] ?? ''))}>
          <label class="field">
            {words.roomId}
            <input name="room" required pattern="[a-z][a-z0-9\-]{0,30}" />
          </label>
          <button type="submit" class="key plain primary">{words.code}</button>
        </form>
      )}
    </section>
  );
}
