import { court } from '../../lib/court-words';
import { isInCourt, isOver, isSession } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import type { HearingView } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Meter } from '../../ui/meter';
import type { Desk } from './desk';
import { panelWords } from './words';

interface Microphone {
  stream: string;
  label: string;
  remote: boolean;
}

/** Every microphone of the room and every remote voice that is in court. */
export function microphones(store: HearingStore, view: HearingView): Microphone[] {
  const named = [...view.may_play, ...Object.keys(store.levels.value), ...Object.keys(view.state.muted)];
  const seats = [...new Set(named.filter((stream) => stream.startsWith('mic-')))];
  const remote = Object.values(view.state.participants).filter((person) => person.remote && isInCourt(person) && !isOver(view.state));
  return [
    ...seats.map((stream) => ({ stream, label: seatLabel(view, stream.slice(4)), remote: false })),
    ...remote.map((person) => ({ stream: `remote-${person.id}`, label: court().role[person.role], remote: true })),
  ];
}

function seatLabel(view: HearingView, seat: string): string {
  const seated = Object.values(view.state.participants).find((person) => person.seat === seat);
  return seated ? court().role[seated.role] : (court().seat[seat] ?? seat);
}

export function Microphones({ store, desk, stale }: { store: HearingStore; desk: Desk; stale: boolean }) {
  const words = panelWords();
  const view = store.view.value;
  if (!view) return null;
  const list = microphones(store, view);
  return (
    <section aria-label={words.microphones}>
      <h2 class="head">
        {words.microphones}
        <em>{words.micHint}</em>
      </h2>
      <div class={`microphones ${list.length > 6 ? 'many' : ''}`}>
        {list.map((microphone) => (
          <Tile key={microphone.stream} microphone={microphone} store={store} desk={desk} stale={stale} view={view} />
        ))}
      </div>
    </section>
  );
}

interface TileProps {
  microphone: Microphone;
  store: HearingStore;
  desk: Desk;
  stale: boolean;
  view: HearingView;
}

function Tile({ microphone: { stream, label, remote }, store, desk, stale, view }: TileProps) {
  const words = panelWords();
  const muted = stream in view.state.muted;
  const asked = desk.asked.value[`mute:${stream}`];
  const level = store.levels.value[stream];
  const inert = stale || !isSession(view.state) || !view.me.rights.includes('mute');
  const talks = !muted && level !== undefined && level > -38;
  return (
    <button type="button" class={`key microphone ${muted ? 'muted' : 'open'} ${talks ? 'talks' : ''} ${asked ?? ''} ${stale ? 'stale' : ''}`} aria-disabled={inert}
      aria-pressed={muted}
      onClick={() => !inert && void desk.ask(`mute:${stream}`, { type: muted ? 'unmute' : 'mute', stream })}>
      <Icon name={muted ? 'mic-off' : 'mic'} />
      <span class="label">
        {label}
        {remote && <small>{words.remoteMic}</small>}
      </span>
      <span class="unseen">{muted ? words.unmuteVerb : words.muteVerb}</span>
      {muted ? <span class="word">{words.mutedWord}</span> : <Meter dbfs={level} />}
    </button>
  );
}
