import { useEffect, useRef, useState } from 'preact/hooks';
import { shortTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { airState, liveAddress, replayAddress, type AirState, type Row } from './folder';
import { publicWords } from './words';

const POLL_MS = 1000;

/** What is known of the air: nothing is claimed before it was read, and nothing is kept when it cannot be read. */
type Known = AirState | 'asking' | 'not-yet' | 'unreachable';

function reason(known: Known): string {
  const words = publicWords();
  if (known === 'asking') return words.loading;
  if (known === 'unreachable') return words.airUnreachable;
  return words.why[known === 'not-yet' ? known : known.why] ?? words.why['not-yet'] ?? '';
}

/** One hearing: the delayed picture, dark within a second or two of a cut, and the stages. */
export function Watch({ row, onBack }: { row: Row; onBack(): void }) {
  const words = publicWords();
  const [known, setKnown] = useState<Known>('asking');
  const air = typeof known === 'object' ? known : null;
  const replay = row.status === 'replay';
  useEffect(() => {
    if (replay) return undefined;
    const ask = () => void airState(row.id).then((found) => setKnown(found ?? 'not-yet'), () => setKnown('unreachable'));
    ask();
    const timer = setInterval(ask, POLL_MS);
    return () => clearInterval(timer);
  }, [row.id, replay]);
  const source = replay ? replayAddress(row.id) : air?.on_air && air.epoch ? liveAddress(row.id, air.epoch) : null;
  const why = replay ? '' : reason(known);
  return (
    <article class="watch">
      <Key look="plain" icon="undo-2" label={words.back} onTap={onBack} />
      <Screen source={source} live={!replay} why={why} />
      <header>
        <span class={`status ${replay ? 'replay' : air?.on_air ? 'live' : ''}`}>{words.status[replay ? 'replay' : air?.on_air ? 'live' : row.status === 'live' ? 'withheld' : row.status]}</span>
        {air?.on_air && <span class="number">{words.delay(Math.round(air.delay_s))}</span>}
        <h1>{row.title}</h1>
        <p class="number">
          {row.number} · {row.court} · {row.room}
        </p>
      </header>
      <section aria-labelledby="stages">
        <h2 id="stages">{words.stages}</h2>
        <ol class="stages">
          {(air?.stages ?? row.stages).map((entry) => (
            <li key={entry.at}>
              <time class="number">{shortTime(entry.at)}</time> {court().stage[entry.stage]}
            </li>
          ))}
        </ol>
      </section>
    </article>
  );
}

/** Plays one playlist by hls.js, or natively where there is no MSE. Without a source nothing is left on the screen. */
function Screen({ source, live, why }: { source: string | null; live: boolean; why: string }) {
  const words = publicWords();
  const video = useRef<HTMLVideoElement>(null);
  const [fault, setFault] = useState('');
  const [muted, setMuted] = useState(true);
  useEffect(() => {
    const screen = video.current;
    if (!source || !screen) return undefined;
    let gone = false;
    let stop = (): void => undefined;
    setFault('');
    void import('hls.js').then(({ default: Hls }) => {
      if (gone) return;
      if (Hls.isSupported()) {
        const player = new Hls({ liveSyncDurationCount: 2, backBufferLength: 30, enableWorker: false });
        player.on(Hls.Events.ERROR, (_, error) => {
          if (!error.fatal) return;
          if (error.type === Hls.ErrorTypes.MEDIA_ERROR) player.recoverMediaError();
          else setTimeout(() => !gone && player.loadSource(source), 1000);
        });
        player.attachMedia(screen);
        player.loadSource(source);
        stop = () => player.destroy();
      } else if (screen.canPlayType('application/vnd.apple.mpegurl')) screen.src = source;
      else setFault(words.noPlayer);
      void screen.play().catch(() => undefined);
    });
    return () => {
      gone = true;
      stop();
      screen.removeAttribute('src');
      screen.load(); // the last picture goes, too
    };
  }, [source]);
  return (
    <div class="picture screen">
      <video ref={video} autoplay playsInline muted={muted} controls={!live} aria-label={words.video} />
      {(!source || fault) && (
        <div class="why" role="status">
          <Icon name="video-off" />
          <span>{fault || why}</span>
        </div>
      )}
      {source && muted && (
        <div class="sound">
          <Key look="plain" icon="volume-2" label={words.soundOn} onTap={() => setMuted(false)} />
        </div>
      )}
    </div>
  );
}
