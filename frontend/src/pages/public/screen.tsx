import { useEffect, useRef, useState } from 'preact/hooks';
import { span } from '../../lib/clock';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { followCaptions, type Caption } from './captions';
import { publicWords } from './words';

const SIZES = ['small', 'middle', 'large'] as const;

interface ScreenProps {
  /** The playlist; without one nothing is left on the screen and *why* is said. */
  source: string | null;
  live: boolean;
  why: string;
  icon: IconName;
}

/** Plays one playlist with captions over it. */
export function Screen({ source, live, why, icon }: ScreenProps) {
  const words = publicWords();
  const box = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [muted, setMuted] = useState(true);
  const [shown, show] = useState(true);
  const [size, setSize] = useState(1);
  const [captions, setCaptions] = useState<Caption[]>([]);
  const fault = usePlaylist(video, source);
  useEffect(() => (source && video.current ? followCaptions(video.current, setCaptions) : setCaptions([])), [source]);
  return (
    <div class={`picture screen captions-${SIZES[size]}`} ref={box}>
      <video ref={video} autoplay playsInline muted={muted} aria-label={words.video} />
      {source && shown && captions.length > 0 && (
        <p class="captions">
          {captions.map((caption) => (
            <span key={caption.text}>
              {caption.speaker && <b>{caption.speaker}：</b>}
              {caption.text}
            </span>
          ))}
        </p>
      )}
      {(!source || fault) && (
        <div class="why" role="status">
          <Icon name={fault ? 'triangle-alert' : icon} />
          <span>{fault || why}</span>
        </div>
      )}
      {source && !fault && (
        <div class="bar">
          <PlayKey video={video} />
          <BarKey icon={muted ? 'volume-x' : 'volume-2'} label={muted ? words.soundOn : words.soundOff} onTap={() => setMuted(!muted)} words={muted} />
          {live ? <span class="on-air"><i />{words.status['live']}</span> : <Position video={video} />}
          <BarKey icon={shown ? 'captions' : 'captions-off'} label={words.captions} pressed={shown} onTap={() => show(!shown)} />
          <BarKey icon="a-large-small" label={words.captionSize(words.sizes[SIZES[size] ?? 'middle'] ?? '')} onTap={() => setSize((size + 1) % SIZES.length)} />
          <BarKey icon="maximize" label={words.fullScreen} onTap={() => void (document.fullscreenElement ? document.exitFullscreen() : box.current?.requestFullscreen())} />
        </div>
      )}
    </div>
  );
}

interface BarKeyProps {
  icon: IconName;
  label: string;
  pressed?: boolean;
  /** Whether the words stand beside the icon. */
  words?: boolean;
  onTap(): void;
}

function BarKey({ icon, label, pressed, words, onTap }: BarKeyProps) {
  return (
    <button type="button" aria-label={label} aria-pressed={pressed} title={label} onClick={onTap}>
      <Icon name={icon} />
      {words && <span>{label}</span>}
    </button>
  );
}

function PlayKey({ video }: { video: { current: HTMLVideoElement | null } }) {
  const words = publicWords();
  const [paused, setPaused] = useState(true);
  useEffect(() => {
    const screen = video.current;
    const look = () => setPaused(screen?.paused ?? true);
    for (const event of ['play', 'pause', 'emptied']) screen?.addEventListener(event, look);
    look();
    return () => ['play', 'pause', 'emptied'].forEach((event) => screen?.removeEventListener(event, look));
  }, []);
  const toggle = () => void (paused ? video.current?.play().catch(() => undefined) : video.current?.pause());
  return <BarKey icon={paused ? 'play' : 'pause'} label={paused ? words.play : words.pause} onTap={toggle} />;
}

/** Where a replay is, and a slider over all of it. */
function Position({ video }: { video: { current: HTMLVideoElement | null } }) {
  const [[at, end], setAt] = useState([0, 0]);
  useEffect(() => {
    const screen = video.current;
    const timer = setInterval(() => screen && setAt([screen.currentTime, Number.isFinite(screen.duration) ? screen.duration : 0]), 250);
    return () => clearInterval(timer);
  }, []);
  const seek = (to: number) => {
    if (video.current) video.current.currentTime = to;
  };
  return (
    <span class="position number">
      <input type="range" min={0} max={end || 1} step={1} value={at} aria-label={publicWords().position} aria-valuetext={span(at * 1000)} onInput={(event) => seek(Number(event.currentTarget.value))} />
      {span(at * 1000)} / {span(end * 1000)}
    </span>
  );
}

/** Play *source* by hls.js, or natively where there is no MSE; says what is wrong. Without a source the last picture goes, too. */
function usePlaylist(video: { current: HTMLVideoElement | null }, source: string | null): string {
  const [fault, setFault] = useState('');
  useEffect(() => {
    const screen = video.current;
    setFault('');
    if (!source || !screen) return undefined;
    let gone = false;
    let stop = (): void => undefined;
    void import('hls.js').then(({ default: Hls }) => {
      if (gone) return;
      if (Hls.isSupported()) {
        const player = new Hls({ liveSyncDurationCount: 2, liveMaxLatencyDurationCount: 8, backBufferLength: 30, enableWorker: false });
        player.on(Hls.Events.ERROR, (_, error) => {
          if (!error.fatal) return;
          if (error.type === Hls.ErrorTypes.MEDIA_ERROR) player.recoverMediaError();
          else setTimeout(() => !gone && player.loadSource(source), 1000);
        });
        player.on(Hls.Events.MANIFEST_PARSED, () => (player.subtitleDisplay = false));
        player.attachMedia(screen);
        player.loadSource(source);
        stop = () => player.destroy();
      } else if (screen.canPlayType('application/vnd.apple.mpegurl')) screen.src = source;
      else setFault(publicWords().noPlayer);
      void screen.play().catch(() => undefined);
    }, () => setFault(publicWords().noPlayer));
    return () => {
      gone = true;
      stop();
      screen.removeAttribute('src');
      screen.load(); // the last picture goes, too
    };
  }, [source]);
  return fault;
}
