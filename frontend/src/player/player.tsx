import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { language, speak } from '../lib/i18n';
import { bind } from '../lib/keyboard';
import { Key } from '../ui/key';
import { Watermark } from '../ui/watermark';
import { partWords } from '../ui/words';
import { Angles } from './angles';
import { Controls } from './controls';
import { Deck } from './deck';
import { HearingText } from './hearing-text';
import { Lanes } from './lanes';
import { Happenings } from './happenings';
import type { Reader } from './reading';
import { Sound } from './sound';
import { playables, type Playable, type HearingRecord } from './record';
import { endOf, withheldOf } from './timeline';
import { Proof, ProofLamp, useProof, type Verify } from './proof';
import { playerWords } from './words';
import './player.css';

const FRAME_S = 0.04;
const MOST_ANGLES = 9;
/** Thousands of lines of text are put on the page while pictures are on their way, not before. */
const PICTURES_FIRST_MS = 50;

interface PlayerProps {
  record: HearingRecord;
  read: Reader;
  /** Verify the record now; absent where it is not archived yet. */
  verify?: Verify | undefined;
  /** What a good verification means, where it is less than the panel's. */
  proven?: { title: string; help: ComponentChildren };
  /** Who reads which copy: drawn over everything. */
  mark?: string | undefined;
}

/** Every angle in step with one sound, with what was said and what happened beside it. */
export function Player({ record, read, verify, proven, mark }: PlayerProps) {
  const words = playerWords();
  const tracks = useMemo(() => playables(record), [record]);
  const pictures = useMemo(() => tracks.filter((track) => track.kind === 'video').sort((a, b) => rank(a.name) - rank(b.name)), [tracks]);
  const sounds = tracks.filter((track) => track.kind === 'audio');
  const end = useMemo(() => endOf(record, tracks), [record]);
  const deck = useMemo(() => new Deck(record, end, undefined, beginningOf(pictures)), [record]);
  const [sound, setSound] = useState(() => (sounds.find((track) => track.name === 'program-sound') ?? sounds[0])?.name ?? '');
  const [angles, setAngles] = useState(() => firstAngles(pictures.map((track) => track.name)));
  const [single, setSingle] = useState(false);
  const [side, setSide] = useState<'text' | 'events' | 'proof'>('text');
  const proof = useProof(verify, proven?.title);
  const [settled, settle] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => settle(true), PICTURES_FIRST_MS);
    return () => (clearTimeout(timer), deck.stop());
  }, [deck]);
  const choose = (name: string) => {
    if (single) return setAngles([name]);
    setAngles(angles.includes(name) ? angles.filter((one) => one !== name) : [...angles, name].slice(-MOST_ANGLES).sort((a, b) => rank(a) - rank(b)));
  };
  useEffect(() => bind(() => keys(deck, (nth) => pictures[nth] && choose(pictures[nth].name))), [deck, angles, single]);
  return (
    <div class="player">
      {mark && <Watermark text={mark} />}
      <header>
        <div class="which">
          <h1 class="number">{record.case.number}</h1>
          <span>{record.case.title || record.case.cause}</span>
        </div>
        <ProofLamp proof={proof} onOpen={() => setSide('proof')} />
        <Key look="plain" icon="languages" label={partWords().english} onTap={() => speak(language.value === 'zh' ? 'en' : 'zh')} />
      </header>
      <Angles deck={deck} read={read} tracks={pictures} people={record.people} withheld={withheldOf(record)} chosen={angles} single={single} onChoose={choose} onLayout={(one) => (setSingle(one), one ? setAngles(angles.slice(0, 1)) : setAngles(firstAngles([...angles, ...pictures.map((track) => track.name)])))} />
      <Sound deck={deck} read={read} track={sounds.find((one) => one.name === sound)} />
      <aside>
        <div class="tabs" role="tablist" aria-label={words.lanes}>
          {(['text', 'events', 'proof'] as const).map((tab) => (
            <button key={tab} type="button" role="tab" id={`tab-${tab}`} aria-controls="side" aria-selected={side === tab} onClick={() => setSide(tab)}>
              {{ text: words.transcript, events: words.events, proof: words.verification }[tab]}
            </button>
          ))}
        </div>
        <div class="side" id="side" role="tabpanel" aria-labelledby={`tab-${side}`}>
          {side === 'text' && settled && <HearingText lines={record.lines} at={deck.at} onSeek={(to) => deck.seek(to)} />}
          {side === 'events' && <Happenings record={record} tracks={tracks} deck={deck} />}
          {side === 'proof' && <Proof proof={proof} record={record} help={proven?.help} />}
        </div>
      </aside>
      <footer>
        <Lanes record={record} tracks={tracks} deck={deck} end={end} />
        <Controls deck={deck} end={end} zero={record.zero_at ?? 0} sounds={sounds} people={record.people} sound={sound} onSound={setSound} />
      </footer>
    </div>
  );
}

/** The order of pictures: the bench, the parties, people far away, evidence; what was composed of them comes last. */
const ORDER = ['cam-judge', 'cam-prosecutor', 'cam-plaintiff', 'cam-defender', 'cam-defendant', 'cam-accused', 'cam-', 'remote-', 'evidence', ''];
const rank = (name: string): number => ORDER.findIndex((beginning) => name.startsWith(beginning));

/** At first four pictures. */
const firstAngles = (names: string[]): string[] => [...new Set(names)].sort((a, b) => rank(a) - rank(b)).slice(0, 4);

const FIRST_PICTURE_S = 5;

/** Where the first angles have all begun: sound is there some tenths of a second before the first keyframes. */
function beginningOf(pictures: Playable[]): number {
  const begun = firstAngles(pictures.map((track) => track.name)).map((name) => pictures.find((track) => track.name === name)?.stretches[0]?.since ?? 0);
  const latest = Math.max(0, ...begun);
  return latest < FIRST_PICTURE_S ? latest : 0;
}

function keys(deck: Deck, choose: (nth: number) => unknown): Record<string, () => unknown> {
  const by = (step: number) => () => deck.seek(deck.at.peek() + step);
  const digits = Object.fromEntries(Array.from({ length: 9 }, (_, nth) => [String(nth + 1), () => choose(nth)]));
  return { ' ': () => deck.toggle(), k: () => deck.toggle(), j: by(-15), l: by(15), ArrowLeft: by(-5), ArrowRight: by(5), ',': by(-FRAME_S), '.': by(FRAME_S), Home: () => deck.seek(0), ...digits };
}
