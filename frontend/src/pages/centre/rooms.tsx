/** One courtroom as a card: what stands in it by the system's own word. */
import { court } from '../../lib/court-words';
import { own } from '../../lib/http';
import type { CentreHearing, CentreRoom } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Lamp, type LampState } from '../../ui/lamp';
import { centreWords } from './words';

/** *called*: how many calls for the bailiffs stand there. */
export function Room({ room, called, stale }: { room: CentreRoom; called: number; stale: boolean }) {
  const words = centreWords();
  const { hearing } = room;
  return (
    <li class={['room', called && 'calls', stale && 'stale'].filter(Boolean).join(' ')} data-room={room.room}>
      <h3>
        {room.room_name || room.room}
        {called > 0 && <span class="calling"><Icon name="siren" />{words.called}</span>}
        <em>{hearing ? (court().course[hearing.course] ?? hearing.course) : words.free}</em>
      </h3>
      <p class="about">{hearing ? about(hearing) : ' '}</p>
      {hearing && (
        <div class="lamps">
          <Lamp id="rec" {...grey(rec(hearing), words.rec['unknown'] ?? '', stale)} />
          <Lamp id="live" {...grey(live(hearing), words.live['unknown'] ?? '', stale)} />
        </div>
      )}
      <Devices room={room} />
      {hearing !== null && hearing.alarms > 0 && <p class="amiss"><Icon name="triangle-alert" />{words.guards(hearing.alarms)}</p>}
    </li>
  );
}

function about(hearing: CentreHearing): string {
  const words = centreWords();
  const openness = { public: court().openness.public, closed: words.notPublic, undecided: words.undecided }[hearing.openness];
  return `${hearing.number || words.numberHidden} · ${openness}`;
}

function Devices({ room }: { room: CentreRoom }) {
  const words = centreWords();
  if (!room.is_connected) return <p class="amiss"><Icon name="wifi-off" />{words.agentLost}</p>;
  if (room.devices === 0) return <p><Icon name="circle-question-mark" />{words.noDevices}</p>;
  if (room.faulty.length === 0) return <p><Icon name="circle-check" />{words.devicesGood(room.devices)}</p>;
  const names = room.faulty.slice(0, 3).map(own).join(words.comma) + (room.faulty.length > 3 ? ' …' : '');
  return <p class="amiss"><Icon name="triangle-alert" />{words.devicesBad(room.faulty.length, names)}</p>;
}

const recLooks: Record<CentreHearing['rec'], Pick<LampState, 'look' | 'icon'>> = {
  off: { look: '', icon: 'dot' }, on: { look: 'rec', icon: 'dot' }, starting: { look: 'warn', icon: 'hourglass' }, partly: { look: 'warn', icon: 'triangle-alert' },
  stopping: { look: 'warn', icon: 'hourglass' }, paused: { look: 'warn', icon: 'pause' }, unknown: { look: 'warn', icon: 'circle-question-mark' },
};
const liveLooks: Record<CentreHearing['live'], Pick<LampState, 'look' | 'icon'>> = {
  off: { look: '', icon: 'radio' }, on: { look: 'live', icon: 'radio' }, cut: { look: 'warn', icon: 'ban' }, closed: { look: 'seal', icon: 'lock' }, unknown: { look: 'warn', icon: 'circle-question-mark' },
};

function rec(hearing: CentreHearing): LampState {
  const words = centreWords();
  return { ...recLooks[hearing.rec], word: words.rec[hearing.rec] ?? '', detail: hearing.mandatory ? words.tracks(hearing.writing, hearing.mandatory) : words.noTracks };
}

function live(hearing: CentreHearing): LampState {
  return { ...liveLooks[hearing.live], word: centreWords().live[hearing.live] ?? '', detail: '' };
}

/** With the server lost nobody knows; what it last said stands below. */
const grey = (lamp: LampState, unknown: string, stale: boolean): LampState => (stale ? { look: 'stale', icon: 'circle-question-mark', word: unknown, detail: lamp.word } : lamp);
