import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { span } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { api, get, Refused } from '../../lib/http';
import { language, speak } from '../../lib/i18n';
import { bind } from '../../lib/keyboard';
import { Feed } from '../../player/feed';
import { onwards, playables, type HearingRecord, type Playable } from '../../player/record';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { partWords } from '../../ui/words';
import { trackLabel } from '../panel/lamps';
import { playerWords } from './words';

const TICK_MS = 250;
const SEEK_BEYOND_S = 0.25;
const STEER_BEYOND_S = 0.04;

/** Every angle in step with one sound. The sound is the clock; pictures follow it. */
export function Player({ record }: { record: HearingRecord }) {
  const words = playerWords();
  const tracks = useMemo(() => playables(record, `${api}/hearings/${record.hearing}/record`), [record]);
  const sounds = tracks.filter((track) => track.kind === 'audio');
  const pictures = tracks.filter((track) => track.kind === 'video');
  const [sound, setSound] = useState(() => (sounds.find((track) => track.name === 'program-sound') ?? sounds[0])?.name ?? '');
  const [angles, setAngles] = useState(() => pictures.slice(0, 4).map((track) => track.name));
  const [at, setAt] = useState(() => onwards(record, 0) ?? 0);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(1);
  const [wanted, find] = useState('');
  const master = useRef<HTMLAudioElement>(null);
  const feeds = useRef(new Map<string, Feed>());
  const end = Math.max(0, ...tracks.map((track) => track.fragments.at(-1)?.end ?? 0));

  const seek = (to: number) => {
    const place = onwards(record, Math.max(0, Math.min(end, to))) ?? end;
    if (master.current) master.current.currentTime = place;
    for (const feed of feeds.current.values()) feed.element.currentTime = place;
    setAt(place);
  };

  useEffect(() => {
    const track = sounds.find((one) => one.name === sound);
    const element = master.current;
    if (!track || !element) return undefined;
    const feed = new Feed(track, element);
    feeds.current.set('sound', feed);
    element.currentTime = at;
    element.playbackRate = speed;
    if (playing) void element.play().catch(() => undefined);
    return () => {
      feeds.current.delete('sound');
      feed.stop();
    };
  }, [sound, record]);

  useEffect(() => {
    if (master.current) master.current.playbackRate = speed;
    if (playing) void master.current?.play().catch(() => setPlaying(false));
    else master.current?.pause();
    const timer = setInterval(() => {
      const clock = master.current;
      if (!clock) return;
      const now = clock.currentTime;
      const next = onwards(record, now);
      if (playing && next !== null && next > now + 0.3) return seek(next);
      if (playing && next === null) setPlaying(false);
      setAt(now);
      for (const [name, feed] of feeds.current) {
        void feed.fill().catch(() => undefined);
        if (name !== 'sound') follow(feed.element, clock, playing, speed);
      }
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [playing, speed, record]);

  useEffect(() => bind(() => ({ ' ': () => setPlaying(!playing), k: () => setPlaying(!playing), j: () => seek(at - 15), l: () => seek(at + 15), ArrowLeft: () => seek(at - 5), ArrowRight: () => seek(at + 5) })), [playing, at]);

  const zero = record.zero_at ?? 0;
  const found = record.lines.filter((line) => !wanted || line.text.includes(wanted));
  return (
    <div class="player">
      <header>
        <h1 class="number">{record.case.number}</h1>
        <span>{record.case.title || record.case.cause}</span>
        <Verification record={record} />
        <Key look="plain" icon="languages" label={partWords().english} onTap={() => speak(language.value === 'zh' ? 'en' : 'zh')} />
      </header>
      <div class="angles" data-count={angles.length}>
        {angles.map((name) => {
          const track = pictures.find((one) => one.name === name);
          return track && <Angle key={name} track={track} feeds={feeds.current} at={at} />;
        })}
      </div>
      <audio ref={master} />
      <aside>
        <label class="field">
          {words.search}
          <input value={wanted} onInput={(event) => find(event.currentTarget.value)} />
        </label>
        <p class="label">{partWords().machineText}</p>
        <ol class="transcript" aria-label={words.transcript}>
          {found.map((line) => {
            const since = line.start / 1e9;
            const said = at >= since && at < since + line.duration / 1e9 + 0.3;
            return (
              <li key={line.line} class={`spoken ${said ? 'editing' : ''}`}>
                <button type="button" onClick={() => seek(since)}>
                  <span class="heading">
                    <b>{line.speaker}</b>
                    <time class="number">{span(line.start / 1e6)}</time>
                  </span>
                  <span class="text">{line.text}</span>
                </button>
              </li>
            );
          })}
        </ol>
      </aside>
      <footer>
        <Key look="primary plain" icon={playing ? 'pause' : 'play'} label={playing ? words.pause : words.play} onTap={() => setPlaying(!playing)} />
        <Key look="plain" icon="rewind" label={words.back15} onTap={() => seek(at - 15)} />
        <input type="range" min={0} max={end} step={0.1} value={at} aria-label={words.position} aria-valuetext={span(at * 1000)} onInput={(event) => seek(Number(event.currentTarget.value))} />
        <b class="number">
          {span(at * 1000)} / {span(end * 1000)}
        </b>
        <label class="field">
          {words.sound}
          <select value={sound} onChange={(event) => setSound(event.currentTarget.value)}>
            {sounds.map((track) => (
              <option key={track.name} value={track.name}>{trackLabel(track)}</option>
            ))}
          </select>
        </label>
        <label class="field">
          {words.speed}
          <select value={speed} onChange={(event) => setSpeed(Number(event.currentTarget.value))}>
            {[0.5, 1, 1.25, 1.5, 2].map((rate) => (
              <option key={rate} value={rate}>{rate}×</option>
            ))}
          </select>
        </label>
        <div class="chips" role="group" aria-label={words.angles}>
          {pictures.map((track) => (
            <Key key={track.name} look="plain" label={trackLabel(track)} on={angles.includes(track.name)} onTap={() => setAngles(angles.includes(track.name) ? angles.filter((name) => name !== track.name) : [...angles, track.name].slice(-4))} />
          ))}
        </div>
        <div class="chips" role="group" aria-label={words.stages}>
          {record.stages.map((entry) => (
            <Key key={entry.at} look="plain" icon="bookmark" label={court().stage[entry.stage]} onTap={() => seek((entry.at - zero) / 1000)} />
          ))}
        </div>
      </footer>
    </div>
  );
}

/** Keep *picture* within 40 ms of *clock*: far off it jumps, a little off it hurries or waits. */
function follow(picture: HTMLMediaElement, clock: HTMLMediaElement, playing: boolean, speed: number): void {
  const off = picture.currentTime - clock.currentTime;
  if (Math.abs(off) > SEEK_BEYOND_S) picture.currentTime = clock.currentTime;
  picture.playbackRate = Math.abs(off) > STEER_BEYOND_S ? speed * (off > 0 ? 0.95 : 1.05) : speed;
  if (playing && !clock.paused && picture.paused) void picture.play().catch(() => undefined);
  if (!playing && !picture.paused) picture.pause();
}

/** One camera, under its own name; where nothing of it is recorded, it says so and shows nothing else. */
function Angle({ track, feeds, at }: { track: Playable; feeds: Map<string, Feed>; at: number }) {
  const words = playerWords();
  const screen = useRef<HTMLVideoElement>(null);
  const [feed, setFeed] = useState<Feed | null>(null);
  useEffect(() => {
    if (!screen.current) return undefined;
    const own = new Feed(track, screen.current);
    screen.current.currentTime = at;
    feeds.set(track.name, own);
    setFeed(own);
    return () => {
      feeds.delete(track.name);
      own.stop();
    };
  }, [track]);
  return (
    <div class="picture">
      <video ref={screen} muted playsInline aria-label={trackLabel(track)} />
      {feed && !feed.has(at) && (
        <div class="why">
          <Icon name="video-off" />
          {words.gap}
        </div>
      )}
      <span class="tag">{trackLabel(track)}</span>
    </div>
  );
}

interface Verdict {
  whole: boolean;
  faults: Record<string, string | number | null>[];
}

/** What the verification of the archived package says, in plain words. */
function Verification({ record }: { record: HearingRecord }) {
  const words = playerWords();
  const [says, setSays] = useState<{ good: boolean; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const verify = async () => {
    setBusy(true);
    try {
      const verdict = await get<Verdict>(`${api}/hearings/${record.hearing}/verification`);
      const named = verdict.faults.slice(0, 3).map((fault) => Object.values(fault).filter(Boolean).join(' '));
      setSays({ good: verdict.whole, text: verdict.whole ? words.whole : `${words.damaged}: ${named.join('; ')}` });
    } catch (fault) {
      setSays({ good: false, text: fault instanceof Refused ? fault.problem.title : String(fault) });
    }
    setBusy(false);
  };
  return (
    <div class="verdict" role="status">
      {says && (
        <span class={says.good ? 'good' : 'bad'}>
          <Icon name={says.good ? 'shield-check' : 'triangle-alert'} />
          {says.text}
        </span>
      )}
      <Key look="plain" icon="shield-check" label={busy ? words.verifying : words.verify} locked={record.root ? undefined : words.notYet} asked={busy ? 'pending' : undefined} onTap={() => void verify()} />
    </div>
  );
}
