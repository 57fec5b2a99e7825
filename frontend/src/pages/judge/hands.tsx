/** Who asks to speak, in order, and giving the word: the hand is lowered and the microphone opened. */
import { court } from '../../lib/court-words';
import { can, isInCourt, isSession, people } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import type { HearingView, Participant } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import type { Desk } from '../panel/desk';
import { panelWords } from '../panel/words';
import { judgeWords } from './words';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

/** Raised hands, the earliest first: by the last event that touched each person. */
export function raised(view: HearingView): Participant[] {
  const since = (one: Participant) => view.state.touched[`participant:${one.id}`] ?? 0;
  return people(view.state).filter((one) => one.hand_up && isInCourt(one)).sort((a, b) => since(a) - since(b));
}

/** The microphone by which a person is heard; none for whoever sits without a seat of the own. */
export const voiceOf = (person: Participant): string | null => (person.remote ? `remote-${person.id}` : person.seat ? `mic-${person.seat}` : null);

export function Hands({ store, desk, stale }: Props) {
  const words = judgeWords();
  const view = store.view.value;
  if (!view) return null;
  const waiting = raised(view);
  const others = people(view.state).filter((one) => !one.hand_up && voiceOf(one) && (one.remote ? isInCourt(one) : one.presence !== 'left' && one.presence !== 'removed'));
  return (
    <section class="people hands" aria-label={words.hands}>
      <h2 class="head">
        {words.hands}
        <em>{waiting.length ? words.handHint : ''}</em>
      </h2>
      {waiting.length === 0 && <p class="empty">{words.noHands}</p>}
      <ul tabIndex={0} aria-label={words.hands}>
        {waiting.map((person, index) => (
          <li key={person.id} class="person hand waits">
            <Icon name="hand" />
            <Who person={person} says={words.order(index + 1)} />
            <WordKey person={person} view={view} desk={desk} stale={stale} />
          </li>
        ))}
        {others.length > 0 && <li class="head">{words.withWord}</li>}
        {others.map((person) => (
          <li key={person.id} class="person here">
            <Icon name={person.remote ? 'video' : 'user-round'} />
            <Who person={person} says={person.remote ? panelWords().remoteMic : panelWords().inRoom} />
            <WordKey person={person} view={view} desk={desk} stale={stale} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Who({ person, says }: { person: Participant; says: string }) {
  return (
    <div class="who">
      <b>
        {person.name} · {court().role[person.role]}
      </b>
      <span>{says}</span>
    </div>
  );
}

/** Lowers the hand and opens the microphone; without a hand it is the microphone's key alone. */
function WordKey({ person, view, desk, stale }: { person: Participant; view: HearingView; desk: Desk; stale: boolean }) {
  const words = judgeWords();
  const voice = voiceOf(person);
  const muted = voice !== null && voice in view.state.muted;
  const key = `word:${person.id}`;
  const mayMute = can(view, 'mute') ? undefined : panelWords().noRight;
  const locked = isSession(view.state) ? mayMute : panelWords().notYet;
  const asked = desk.asked.value[key];
  if (person.hand_up) {
    const give = async () => {
      if (muted && voice && !(await desk.ask(`mute:${voice}`, { type: 'unmute', stream: voice }))) return;
      await desk.ask(key, { type: 'lower-hand', participant: person.id });
    };
    return <Key look="plain alert" icon="mic" label={words.giveWord} small={muted ? words.unmuteAlso : undefined} stale={stale} asked={asked} locked={can(view, 'admit') ? locked : panelWords().noRight} onTap={() => void give()} />;
  }
  if (!voice) return null;
  const label = muted ? words.unmuteAlso : words.muteAgain;
  return (
    <Key look="plain" icon={muted ? 'mic-off' : 'mic'} label={label} name={`${label}: ${person.name}`} stale={stale} asked={desk.asked.value[`mute:${voice}`]} locked={locked} tellsWhy
      onTap={() => void desk.ask(`mute:${voice}`, { type: muted ? 'unmute' : 'mute', stream: voice })} />
  );
}
