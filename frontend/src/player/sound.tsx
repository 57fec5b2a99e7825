import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Deck } from './deck';
import { Feed } from './feed';
import type { Reader } from './reading';
import type { Playable } from './record';

/** The one sound that is heard. A change of it is heard at once: the one before goes on until the next one plays. */
export function Sound({ deck, read, track }: { deck: Deck; read: Reader; track: Playable | undefined }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => () => deck.hush(), [deck]);
  useLayoutEffect(() => {
    if (!track || !place.current) return deck.hush();
    const element = document.createElement('audio');
    element.dataset.sound = track.name;
    place.current.append(element);
    return deck.hear(new Feed(track, element, read, () => element.remove()));
  }, [track, deck]);
  return <div ref={place} hidden />;
}
