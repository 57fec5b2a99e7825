/** The room's sound: every microphone with its level and who muted it, remote voices, echo and loudspeakers. */
import { clockTime, dayOf, now, second } from '../../lib/clock';
import { can, isSession } from '../../lib/course';
import { loudspeakersOf } from '../../lib/loudspeakers';
import { mutingOf, standsIn, type Muting } from '../../lib/muting';
import type { HearingStore } from '../../lib/store';
import type { HearingState, HearingView } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { Meter } from '../../ui/meter';
import { audioWords } from './audio-words';
import type { Desk } from './desk';
import { microphones, muteAll, mutedWords, type Microphone } from './microphones';
import { sceneWords } from './scenes-words';
import { panelWords } from './words';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

/** Nothing here plays a single microphone alone: what one hears is what the court hears. */
export function Audio({ store, desk, stale }: Props) {
  const words = audioWords();
  const view = store.view.value;
  void second.value; // levels that stop coming are seen to be old
  if (!view) return null;
  const list = microphones(store, view);
  const [seats, remote] = [list.filter((one) => !one.remote), list.filter((one) => one.remote)];
  return (
    <section class="audio" aria-label={words.title}>
      <h2 class="head">
        {words.seats}
        <em>{panelWords().micHint}</em>
      </h2>
      <div class="scroll" tabIndex={0} role="group" aria-label={words.title}>
        {seats.length === 0 && <p class="empty">{words.none}</p>}
        <ul>
          {seats.map((one) => <Row key={one.stream} microphone={one} view={view} store={store} desk={desk} stale={stale} />)}
        </ul>
        <h3 class="head">{words.remote}</h3>
        {remote.length === 0 && <p class="empty">{words.noneRemote}</p>}
        <ul>
          {remote.map((one) => <Row key={one.stream} microphone={one} view={view} store={store} desk={desk} stale={stale} />)}
        </ul>
        <h3 class="head">{words.room}</h3>
        <Loudspeakers store={store} state={view.state} />
      </div>
      <Key look="plain" icon="volume-x" label={panelWords().muteAll} shortcut="F4" stale={stale} locked={can(view, 'mute') ? (isSession(view.state) ? undefined : panelWords().notYet) : panelWords().noRight} onTap={() => muteAll(store, desk)} />
    </section>
  );
}

function Row({ microphone: { stream, label }, view, store, desk, stale }: Props & { microphone: Microphone; view: HearingView }) {
  const words = audioWords();
  const muting = mutingOf(stream, view, store.last('scene')[0]);
  const level = store.levelOf(stream);
  const isFault = muting?.by === 'scene' && !muting.proven;
  const locked = !can(view, 'mute') ? panelWords().noRight : !isSession(view.state) ? panelWords().notYet : muting?.by === 'scene' ? mutedWords(muting) : undefined;
  return (
    <li class={['voice-row', muting ? 'muted' : 'open', isFault && 'fault', stale && 'stale'].filter(Boolean).join(' ')}>
      <Icon name={isFault ? 'triangle-alert' : muting ? 'mic-off' : 'mic'} />
      <div class="who">
        <b>{label}</b>
        <span>{lampWords(stream, muting, level, view.state)}</span>
      </div>
      <Meter dbfs={muting ? undefined : level} />
      <Key look="plain" label={muting ? words.unmute : words.mute} name={`${label} ${muting ? words.unmute : words.mute}`} stale={stale} locked={locked} tellsWhy asked={desk.asked.value[`mute:${stream}`]}
        onTap={() => void desk.ask(`mute:${stream}`, { type: muting ? 'unmute' : 'mute', stream })} />
    </li>
  );
}

/** What the lamp says: only what the log, the room and the levels tell. */
function lampWords(stream: string, muting: Muting | null, level: number | undefined, state: HearingState): string {
  const words = audioWords();
  if (muting) return mutedWords(muting);
  if (state.course === 'paused') return words.recess;
  if (!isSession(state)) return words.closed;
  const spare = standsIn(stream, state) ? ` · ${words.standIn}` : '';
  if (level === undefined) return words.noLevel + spare;
  return [words.open, level > -8 ? words.tooLoud : level < -75 ? words.silent : `${Math.round(level)} dBFS`].join(' · ') + spare;
}

/** What devices, scene and rehearsal report of them; "no device reports" where nobody does. */
function Loudspeakers({ store, state }: { store: HearingStore; state: HearingState }) {
  const words = audioWords();
  const devices = store.last('devices').flatMap((report) => report.devices);
  const echo = devices.filter(({ property }) => /echo|aec/.test(property));
  const here = loudspeakersOf(store, state);
  const amplifier = store.last('scene').flatMap((scene) => scene.items).find(({ name }) => name === 'power.amplifier');
  const heard = rehearsed(state);
  const power = amplifier && `${sceneWords().subject['amplifier']} ${sceneWords().value[String(amplifier.answered)] ?? sceneWords().standing[amplifier.standing]}`;
  const speakers = [here && words.loudspeakers[here.state], power, here || power ? '' : words.speakersUnknown, heard ?? words.notRehearsed].filter(Boolean);
  const proven = echo.map(({ label, name, answered, state: how }) => `${label || name} ${String(answered ?? '—')} · ${panelWords()[how]}`);
  const told = here && (here.isCancelled ? words.echoCancelled : words.echoLowered);
  return (
    <ul>
      <Fact icon={echo.length ? 'circle-check' : 'circle-question-mark'} name={words.echo} says={proven.join(panelWords().comma) || told || words.echoUnknown} />
      <Fact icon={here?.state === 'failed' ? 'triangle-alert' : here?.state === 'playing' || amplifier?.standing === 'so' ? 'speaker' : 'circle-question-mark'} name={words.speakers} says={speakers.join(' · ')} />
    </ul>
  );
}

function rehearsed({ rehearsal }: HearingState): string | null {
  if (!rehearsal || dayOf(rehearsal.at) !== dayOf(now())) return null;
  const tones = rehearsal.items.filter(({ part }) => part === 'tone');
  return audioWords().heard(tones.filter(({ verdict }) => verdict === 'green').length, tones.length, clockTime(rehearsal.at).slice(0, 5));
}

function Fact({ icon, name, says }: { icon: 'speaker' | 'circle-check' | 'circle-question-mark' | 'triangle-alert'; name: string; says: string }) {
  return (
    <li class={`voice-row fact ${icon === 'triangle-alert' ? 'fault' : ''}`}>
      <Icon name={icon} />
      <div class="who">
        <b>{name}</b>
        <span>{says}</span>
      </div>
    </li>
  );
}
