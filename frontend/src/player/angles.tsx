import { useComputed } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { trackLabel } from '../lib/track-label';
import { Icon } from '../ui/icon';
import { Key } from '../ui/key';
import type { Deck } from './deck';
import { Feed } from './feed';
import type { Reader } from './reading';
import type { Person, Playable } from './record';
import type { Stretch } from './timeline';
import { playerWords } from './words';

interface AnglesProps {
  deck: Deck;
  read: Reader;
  tracks: Playable[];
  people: Person[];
  /** Where this copy holds nothing. */
  withheld: Stretch[];
  chosen: string[];
  single: boolean;
  onChoose(name: string): void;
  onLayout(single: boolean): void;
}

/** The chosen pictures side by side, or one alone; below them all that there are. */
export function Angles({ deck, read, tracks, people, withheld, chosen, single, onChoose, onLayout }: AnglesProps) {
  const words = playerWords();
  const shown = chosen.map((name) => tracks.find((one) => one.name === name)).filter((track) => track !== undefined);
  return (
    <section class="angles" aria-label={words.angles}>
      <div class="grid" data-count={shown.length}>
        {shown.map((track) => <Angle key={track.name} track={track} label={trackLabel(track, people)} deck={deck} read={read} withheld={withheld} />)}
        {shown.length === 0 && <p class="blank">{tracks.length ? words.pickAngle : words.noAngles}</p>}
      </div>
      <div class="choice">
        <div class="chips" role="group" aria-label={words.layout}>
          <Key look="plain" icon="layout-dashboard" label={words.sideBySide} on={!single} onTap={() => onLayout(false)} />
          <Key look="plain" icon="square" label={words.single} on={single} onTap={() => onLayout(true)} />
        </div>
        <div class="chips scrolled" role="group" aria-label={words.angles}>
          {tracks.map((track) => <Key key={track.name} look="plain" label={trackLabel(track, people)} on={chosen.includes(track.name)} onTap={() => onChoose(track.name)} />)}
        </div>
      </div>
    </section>
  );
}

/** One camera, under its own name; where nothing of it is recorded a slate says so, and no other camera is shown. */
function Angle({ track, label, deck, read, withheld }: { track: Playable; label: string; deck: Deck; read: Reader; withheld: Stretch[] }) {
  const screen = useRef<HTMLVideoElement>(null);
  const [feed, setFeed] = useState<Feed | null>(null);
  useLayoutEffect(() => { // not after the page is drawn: the first fragment is asked for at once
    if (!screen.current) return undefined;
    const own = new Feed(track, screen.current, read);
    const unshown = deck.show(own);
    setFeed(own);
    return () => {
      unshown();
      own.stop();
    };
  }, [track, deck]);
  const slate = useComputed(() => slateOf(feed, deck, withheld));
  return (
    <div class="picture" data-track={track.name}>
      <video ref={screen} muted playsInline aria-label={label} />
      {slate.value !== null && (
        <div class="why">
          <Icon name={slate.value === 'reading' ? 'hourglass' : slate.value === 'withheld' ? 'lock' : 'video-off'} />
          <b>{label}</b>
          <span>{playerWords()[slate.value]}</span>
        </div>
      )}
      <span class="tag">{label}</span>
    </div>
  );
}

/** Why the picture is hidden now, as a word of the dictionary; null while it shows the present moment. */
function slateOf(feed: Feed | null, deck: Deck, withheld: Stretch[]): 'gap' | 'withheld' | 'reading' | 'broken' | null {
  const at = deck.beat.value < 0 ? 0 : deck.at.value;
  if (!feed) return 'reading';
  if (!feed.has(at)) return withheld.some((one) => at >= one.since && at < one.until) ? 'withheld' : 'gap';
  if (feed.fault.value) return 'broken';
  return feed.element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA && !feed.element.seeking ? 'reading' : null;
}
