import type { ComponentChildren } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { Playing } from '../lib/whep';
import type { Broken } from '../lib/webrtc';
import { Icon } from './icon';
import { Screens, type Screen } from './screens';
import { partWords } from './words';

interface PictureProps {
  hearing: string;
  /** The stream to play; null when the state allows none. */
  stream: string | null;
  /** Why there is none, in words. */
  why: string;
  /** The media server's session of this stream's publisher: a new one means that ours ended. */
  session?: string | null;
  sound?: boolean;
  name: string;
  children?: ComponentChildren;
}

/** A live picture by WHEP. The <video> never moves in the page; what plays in it may change. */
export function Picture({ hearing, stream, why, session, sound, name, children }: PictureProps) {
  const screen = useRef<HTMLVideoElement>(null);
  const player = useRef<Screen | null>(null);
  const make = useContext(Screens);
  const [playing, setPlaying] = useState<Playing>('connecting');
  const [broken, setBroken] = useState<Broken | null>(null);
  useEffect(() => {
    if (!stream || !screen.current) return undefined;
    const own = make(hearing, stream, screen.current, (state, fault) => (setPlaying(state), setBroken(fault)));
    player.current = own;
    own.start();
    return () => own.stop();
  }, [hearing, stream, make]);
  const known = useRef(session);
  useEffect(() => {
    if (known.current && session && session !== known.current) player.current?.restart();
    known.current = session ?? known.current;
  }, [session]);
  const words = stream ? explain(playing, broken) : why;
  return (
    <div class="picture">
      <video ref={screen} autoplay playsInline muted={!sound} aria-label={name} />
      {words && (
        <div class="why">
          <Icon name={stream ? 'video' : 'video-off'} />
          <span>{words}</span>
        </div>
      )}
      {children}
    </div>
  );
}

function explain(playing: Playing, broken: Broken | null): string {
  const words = partWords();
  if (playing === 'playing') return '';
  if (playing === 'refused') return broken?.title || words.refusedPicture;
  return playing === 'waiting' ? words.again : words.connecting;
}
