import { clockTime, span } from '../lib/clock';
import { trackLabel } from '../lib/track-label';
import { Key } from '../ui/key';
import type { Deck } from './deck';
import type { Person, Playable } from './record';
import { playerWords } from './words';

/** How fast it can be played. */
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

interface ControlsProps {
  deck: Deck;
  end: number;
  /** UTC ms of the timeline's zero. */
  zero: number;
  sounds: Playable[];
  people: Person[];
  sound: string;
  onSound(name: string): void;
}

/** Play, go back and on, the time, which sound is heard, how fast. */
export function Controls({ deck, end, zero, sounds, people, sound, onSound }: ControlsProps) {
  const words = playerWords();
  const playing = deck.playing.value;
  return (
    <div class="controls">
      <Key look="primary plain" icon={playing ? 'pause' : 'play'} label={playing ? words.pause : words.play} onTap={() => deck.toggle()} />
      <Key look="plain" icon="rewind" label={words.back15} onTap={() => deck.seek(deck.at.peek() - 15)} />
      <Key look="plain" icon="skip-forward" label={words.on15} onTap={() => deck.seek(deck.at.peek() + 15)} />
      <Time deck={deck} end={end} zero={zero} />
      <label class="field">
        {words.sound}
        <select value={sound} onChange={(event) => onSound(event.currentTarget.value)}>
          {sounds.map((track) => <option key={track.name} value={track.name}>{trackLabel(track, people)}</option>)}
          {sounds.length === 0 && <option value="">{words.silent}</option>}
        </select>
      </label>
      <label class="field">
        {words.speed}
        <select value={deck.speed.value} onChange={(event) => deck.run(Number(event.currentTarget.value))}>
          {SPEEDS.map((rate) => <option key={rate} value={rate}>{rate}×</option>)}
        </select>
      </label>
    </div>
  );
}

/** Where on the timeline, and what the clock in court showed then. */
function Time({ deck, end, zero }: { deck: Deck; end: number; zero: number }) {
  const at = deck.at.value;
  const skipped = deck.skipped.value;
  return (
    <p class="time number">
      <b>{span(at * 1000)}</b> / {span(end * 1000)}
      <small>{skipped && at - skipped[1] < 5 ? playerWords().skipped(span((skipped[1] - skipped[0]) * 1000)) : zero ? clockTime(zero + at * 1000) : ''}</small>
    </p>
  );
}
