import { court } from '../../lib/court-words';
import { can, isInCourt, isOver, isSession } from '../../lib/course';
import { mutingOf, type Muting } from '../../lib/muting';
import type { HearingStore } from '../../lib/store';
import type { HearingView } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Meter } from '../../ui/meter';
import { tell } from '../../ui/toast';
import { audioWords } from './audio-words';
import type { Desk } from './desk';
import { sceneWords } from './scenes-words';
import { offerBack } from './taking-back';
import { panelWords } from './words';

export interface Microphone {
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

/** Who or what muted it, in words. */
export function mutedWords(muting: Muting): string {
  const words = audioWords();
  if (muting.by === 'scene') return (muting.proven ? words.mutedByScene : words.shutByScene)(sceneWords().scene[muting.scene] ?? muting.scene);
  return words.mutedBy(muting.by === 'person' ? `${muting.person.name} · ${court().role[muting.person.role]}` : words[muting.by]);
}

/** Mute every open microphone at once; each lamp then follows its own event, and for five seconds those can be opened again. */
export function muteAll(store: HearingStore, desk: Desk): void {
  const view = store.view.value;
  const words = audioWords();
  if (!view || !can(view, 'mute') || !isSession(view.state) || !store.isLinked) return;
  const open = microphones(store, view).map(({ stream }) => stream).filter((stream) => !(stream in view.state.muted));
  if (open.length === 0) return tell(words.allMuted);
  for (const stream of open) void desk.ask(`mute:${stream}`, { type: 'mute', stream });
  const unmute = () => open.filter((stream) => stream in (store.state?.muted ?? {})).forEach((stream) => void desk.ask(`mute:${stream}`, { type: 'unmute', stream }));
  offerBack({ what: words.mutedAll(open.length), note: words.mutedAllNote, label: words.unmuteAll, onBack: unmute });
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
  const muting = mutingOf(stream, view, store.last('scene')[0]);
  const muted = muting !== null;
  const asked = desk.asked.value[`mute:${stream}`];
  const level = store.levelOf(stream);
  const byScene = muting?.by === 'scene';
  const inert = stale || !isSession(view.state) || !can(view, 'mute') || byScene;
  const talks = !muted && level !== undefined && level > -38;
  return (
    <button type="button" class={['key microphone', muted ? 'muted' : 'open', talks && 'talks', asked, byScene && 'by-scene', byScene && !muting.proven && 'fault', stale && 'stale'].filter(Boolean).join(' ')} aria-disabled={inert}
      aria-pressed={muted} title={muting ? mutedWords(muting) : undefined}
      onClick={() => !inert && void desk.ask(`mute:${stream}`, { type: muted ? 'unmute' : 'mute', stream })}>
      <Icon name={muted ? 'mic-off' : 'mic'} />
      <span class="label">
        {label}
        {remote && <small>{words.remoteMic}</small>}
      </span>
      <span class="unseen">{muting ? `${words.comma}${mutedWords(muting)}` : ''}{byScene ? '' : muted ? words.unmuteVerb : words.muteVerb}</span>
      {muted ? <span class="word">{byScene ? words.byScene : words.mutedWord}</span> : <Meter dbfs={level} />}
    </button>
  );
}
