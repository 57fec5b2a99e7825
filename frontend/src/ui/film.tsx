/** A film or sound that is shown: on every page it stands where the log says. Pages are silent, since the court's mix has its sound, but where somebody in the courtroom lets theirs be heard. */
import { signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { now } from '../lib/clock';
import { fetchFile } from '../lib/http';
import { InStep } from '../lib/in-step';
import { contentAddress } from '../lib/page-pictures';
import { face, LOOK_MS, position, standing, useNow } from '../lib/playing';
import type { Showing } from '../lib/words';
import { Icon } from './icon';
import type { IconName } from './icon-names';
import { Key } from './key';
import { showingWords } from './showing-words';

const AGAIN_MS = 3000;
const ICONS: Record<ReturnType<typeof standing>, IconName> = { playing: 'play', paused: 'pause', ended: 'square' };

/** How a film comes here; a page without a server has none, and shows its first picture. */
export const Films = createContext<((hearing: string, exhibit: string, signal: AbortSignal) => Promise<Blob>) | null>((hearing, exhibit, signal) => fetchFile(contentAddress(hearing, exhibit), signal));

/** Whether this page is to be heard: in a courtroom whose loudspeakers get it in no other way. Asked for by hand, on this page alone. */
export const isHeardHere = signal(false);

interface FilmProps {
  hearing: string;
  exhibit: string;
  showing: Showing;
}

/** The film's own picture, over its first one as soon as it is here, or a sound that is to be heard here; it has no keys. */
export function FilmInStep({ hearing, exhibit, showing }: FilmProps) {
  const address = useFilm(hearing, exhibit);
  const screen = useRef<HTMLMediaElement>(null);
  const step = useRef<InStep | null>(null);
  const state = useRef(showing);
  state.current = showing;
  useEffect(() => {
    if (!screen.current) return undefined;
    const follower = (step.current = new InStep(screen.current));
    const tick = () => {
      const at = now();
      follower.follow(position(state.current, at) / 1000, standing(state.current, at) === 'playing', isHeardHere.value);
    };
    const timer = setInterval(tick, LOOK_MS);
    return () => clearInterval(timer);
  }, [address]);
  useEffect(() => step.current?.told(), [showing.playback]);
  if (!address) return null;
  const told = { src: address, muted: !isHeardHere.value, preload: 'auto', 'aria-label': showing.title } as const;
  const put = (element: HTMLMediaElement | null) => void (screen.current = element);
  return showing.kind === 'audio' ? <audio ref={put} {...told} /> : <video class="in-step" ref={put} {...told} playsInline />;
}

/** The file, fetched once; a failed try is made again. */
function useFilm(hearing: string, exhibit: string): string | null {
  const bring = useContext(Films);
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!bring) return undefined;
    const gone = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    const ask = () =>
      void bring(hearing, exhibit, gone.signal).then(
        (file) => !gone.signal.aborted && setAddress(URL.createObjectURL(file)),
        () => !gone.signal.aborted && (again = setTimeout(ask, AGAIN_MS)),
      );
    ask();
    return () => {
      gone.abort();
      clearTimeout(again);
    };
  }, [hearing, exhibit, bring]);
  useEffect(() => () => void (address && URL.revokeObjectURL(address)), [address]);
  return address;
}

/** ``播放中 00:12 / 01:30`` at the moment *at*. */
export function playedSoFar(showing: Showing, at: number): string {
  const length = showing.duration_ms;
  return `${showingWords().standing[standing(showing, at)]} ${face(position(showing, at), length)}${length === null ? '' : ` / ${face(length)}`}`;
}

/** How it stands, by the log: playing or not, where, and how long it is. */
export function PlayingLamp({ showing }: { showing: Showing }) {
  const at = useNow(showing.playback?.playing === true);
  const [here, length, stands] = [position(showing, at), showing.duration_ms, standing(showing, at)];
  return (
    <>
      {length !== null && (
        <span class="played" aria-hidden="true">
          <i style={{ width: `${(100 * here) / length}%` }} />
        </span>
      )}
      <span class={`playing-lamp number ${stands}`}>
        <Icon name={ICONS[stands]} />
        {playedSoFar(showing, at)}
      </span>
    </>
  );
}

/** A film or a sound for one person's own look, fetched when it is asked for, with its sound. */
export function OwnFilm({ hearing, exhibit, showing }: FilmProps) {
  const words = showingWords();
  const [address, setAddress] = useState<string | null>(null);
  const [asked, setAsked] = useState<'pending' | 'failed' | undefined>();
  useEffect(() => () => void (address && URL.revokeObjectURL(address)), [address]);
  const fetchIt = () => {
    setAsked('pending');
    fetchFile(contentAddress(hearing, exhibit)).then(
      (file) => (setAddress(URL.createObjectURL(file)), setAsked(undefined)),
      () => setAsked('failed'),
    );
  };
  if (!address) return <Key look="plain film" icon="play" label={asked === 'pending' ? words.playing : asked === 'failed' ? words.playFailed : words.play} asked={asked} onTap={fetchIt} />;
  const told = { src: address, controls: true, autoplay: true, 'aria-label': showing.title };
  return showing.kind === 'audio' ? <audio {...told} /> : <video {...told} playsInline />;
}
