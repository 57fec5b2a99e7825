import { api, post } from '../../lib/http';
import { Key } from '../../ui/key';
import { clockTime, dayName } from '../../lib/clock';
import { language } from '../../lib/i18n';
import { marks, sorted, unwell } from '../../lib/rehearsal';
import type { Report } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { RoomDisplays } from './displays';
import { attempt, made, said } from './made';
import { owedWords } from './owed-words';
import { fittingWords, signedWord } from '../fitting/words';
import { adminWords } from './words';

export interface Room {
  room: string;
  room_name: string;
  seats: { id: string; label: string }[];
  streams: string[];
  /** `custody`: a detention centre's room, from which one person attends hearings of other rooms. */
  site: 'court' | 'custody';
  /** Of a courtroom away from the court's house. */
  unit: { kind: string; hand_in_within_h: number } | null;
  agent_connected: boolean;
  /** Whether a technician signed it off, for the files by which it runs. */
  signed: 'never' | 'signed' | 'other-state' | 'unknown';
  reports: Report[];
}

/** Courtrooms, whether their agents are here, and the codes by which new ones come in. */
export function Rooms({ rooms, administers, fits, onChange }: { rooms: Room[]; administers: boolean; fits: boolean; onChange(): void }) {
  const words = adminWords();
  const makeCode = (room: string) =>
    attempt(async () => {
      const answer = await post<{ code: string }>(`${api}/agents/codes`, { room });
      made.value = { title: words.codeText(room), secret: answer.code };
    });
  const makeClapper = (room: Room) =>
    attempt(async () => {
      const { code } = await post<{ code: string }>(`${api}/rooms/${room.room}/clapper`);
      made.value = { title: words.clapperText(room.room_name, code), secret: `${location.origin}/clapper#code=${code}` };
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
                  <td>
                    {room.room_name}
                    {room.unit && (
                      <small class="unit">
                        {owedWords().unit[room.unit.kind] ?? room.unit.kind} · {owedWords().within(room.unit.hand_in_within_h)}
                      </small>
                    )}
                  </td>
                  <td>{room.room}</td>
                  <td>{words.seats(room.seats.length)}</td>
                  <td class={room.agent_connected ? 'state-good' : 'state-bad'}>{room.agent_connected ? words.connected : words.notConnected}</td>
                  <td>{room.site === 'custody' ? words.site : <Rehearsed room={room} onChange={onChange} />}</td>
                  <td>{room.site !== 'custody' && <Key look="plain" icon="monitor" label={words.clapper} onTap={() => void makeClapper(room)} />}</td>
                  <td>{administers && room.site !== 'custody' && <RoomDisplays room={room} />}</td>
                  <td>{fits && <a class="key plain" href={`./fitting?room=${room.room}`}><Icon name="wrench" /><span>{fittingWords().title}<small>{signedWord(room.signed)}</small></span></a>}</td>
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

/** How the room's last rehearsal ended, the mornings before it, and a key to begin one. */
function Rehearsed({ room, onChange }: { room: Room; onChange(): void }) {
  const words = adminWords();
  const report = room.reports.find((one) => one.type === 'rehearsal');
  const result = report?.latest;
  const begin = () =>
    attempt(async () => {
      await post(`${api}/rooms/${room.room}/rehearsal`);
      onChange();
    });
  return (
    <div class="rehearsed">
      {result ? (
        <details>
          <summary class={result.verdict}>
            <Icon name={marks[result.verdict]} />
            {words.verdict[result.verdict]} · {words.unwell(unwell(result), result.items.length)} · {dayName(result.at, language.value)} {clockTime(result.at)}
          </summary>
          <ul>
            {sorted(result).map((item) => (
              <li key={`${item.part}${item.subject}`} class={item.verdict}>
                <Icon name={marks[item.verdict]} /> {language.value === 'zh' ? item.zh : item.en}
              </li>
            ))}
          </ul>
        </details>
      ) : (
        <span>{words.neverRehearsed}</span>
      )}
      <span class="mornings">
        {report?.trend.map((point) => (
          <span key={point.at} class={point.verdict} role="img" aria-label={`${dayName(point.at, language.value)} ${words.verdict[point.verdict]}`}>
            <Icon name={marks[point.verdict]} />
          </span>
        ))}
      </span>
      {room.agent_connected && <Key look="plain" icon="stethoscope" label={report?.running ? words.rehearsing : words.rehearse} asked={report?.running ? 'pending' : undefined} onTap={() => void begin()} />}
    </div>
  );
}
