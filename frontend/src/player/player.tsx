import { numberOf } from '../lib/case-number';
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { language, speak } from '../lib/i18n';
import { bind } from '../lib/keyboard';
import { KeysDialog } from '../ui/keys-dialog';
import { Icon } from '../ui/icon';
import { Key } from '../ui/key';
import { Watermark } from '../ui/watermark';
import { partWords } from '../ui/words';
import { Angles } from './angles';
import { citationOf } from './citation';
import { CiteDialog } from './cite-dialog';
import { ClipDialog, type ClipAddress } from './clip-dialog';
import { Controls, SPEEDS } from './controls';
import { Deck } from './deck';
import { HearingText } from './hearing-text';
import { Lanes } from './lanes';
import type { Marks } from './marks';
import { MarksSheet } from './marks-sheet';
import { Happenings } from './happenings';
import type { Reader } from './reading';
import { Sound } from './sound';
import { playables, type Playable, type HearingRecord } from './record';
import { endOf, withheldOf } from './timeline';
import { Proof, ProofLamp, useProof, type Verify } from './proof';
import { reviewWords } from './review-words';
import { playerWords } from './words';
import { whole, zoomed } from './zoom';
import './player.css';

const FRAME_S = 0.04;
const MOST_ANGLES = 9;

interface PlayerProps {
  record: HearingRecord;
  read: Reader;
  /** Verify the record now; absent where it is not archived yet. */
  verify?: Verify | undefined;
  /** What a good verification means, where it is less than the panel's. */
  proven?: { title: string; help: ComponentChildren };
  /** Who reads which copy: drawn over everything. */
  mark?: string | undefined;
  /** The signed-in person's marks, or this browser's. */
  marks: Marks;
  /** The second of the timeline to begin with; null for the beginning. */
  from?: number | null;
  /** The link under which *citation* is found for good. */
  linkTo(citation: string): string;
  /** Where clips can be had; absent where there are none. */
  clip?: ClipAddress | undefined;
  /** What the person has to know now. */
  notice?: string;
  /** The page on which all records are searched. */
  searchPage?: string;
}

/** Every angle in step with one sound, with what was said and what happened beside it. */
export function Player({ record, read, verify, proven, mark, marks, from = null, linkTo, clip, notice, searchPage }: PlayerProps) {
  const words = playerWords();
  const review = reviewWords();
  const tracks = useMemo(() => playables(record), [record]);
  const pictures = useMemo(() => tracks.filter((track) => track.kind === 'video').sort((a, b) => rank(a.name) - rank(b.name)), [tracks]);
  const sounds = tracks.filter((track) => track.kind === 'audio');
  const end = useMemo(() => endOf(record, tracks), [record]);
  const deck = useMemo(() => new Deck(record, end, undefined, from === null ? beginningOf(pictures) : Math.max(0, Math.min(end, from))), [record]);
  const view = useMemo(() => signal(whole(end)), [record]);
  const [asks, ask] = useState<'cite' | 'clip' | 'keys' | null>(null);
  const [added, setAdded] = useState(0);
  const [sound, setSound] = useState(() => (sounds.find((track) => track.name === 'program-sound') ?? sounds[0])?.name ?? '');
  const [angles, setAngles] = useState(() => firstAngles(pictures.map((track) => track.name)));
  const [single, setSingle] = useState(false);
  const [side, setSide] = useState<'text' | 'events' | 'marks' | 'proof'>('text');
  const proof = useProof(verify, proven?.title);
  useEffect(() => () => deck.stop(), [deck]);
  const choose = (name: string) => {
    if (single) return setAngles([name]);
    setAngles(angles.includes(name) ? angles.filter((one) => one !== name) : [...angles, name].slice(-MOST_ANGLES).sort((a, b) => rank(a) - rank(b)));
  };
  const bookmark = () => {
    setSide('marks');
    void marks.add(Math.round(deck.at.peek() * 1e9), '').then(() => setAdded((count) => count + 1), () => setAdded((count) => count + 1));
  };
  const faster = (by: number) => deck.run(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(deck.speed.peek()) + by))] ?? 1);
  const zoom = (times: number) => (view.value = zoomed(view.peek(), times, deck.at.peek(), end));
  const more = { ArrowUp: () => faster(1), ArrowDown: () => faster(-1), '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), '0': () => (view.value = whole(end)), b: bookmark, c: () => ask('cite'), '?': () => ask('keys') };
  useLayoutEffect(() => bind(() => (asks ? {} : { ...keys(deck, (nth) => pictures[nth] && choose(pictures[nth].name)), ...more })), [deck, angles, single, asks]);
  return (
    <div class="player">
      {mark && <Watermark text={mark} />}
      <header>
        <div class="which">
          <h1 class="number">{numberOf(record)}</h1>
          <span>{notice ? <b role="alert">{notice}</b> : record.case.title || record.case.cause}</span>
        </div>
        <Key look="plain" icon="link" label={review.cite} shortcut="C" onTap={() => ask('cite')} />
        {clip && <Key look="plain" icon="download" label={review.clip} onTap={() => ask('clip')} />}
        {searchPage && <a class="key plain" href={searchPage}><Icon name="search" /><span>{review.findAll}</span></a>}
        <Key look="plain" icon="keyboard" label={review.help} shortcut="?" onTap={() => ask('keys')} />
        <ProofLamp proof={proof} onOpen={() => setSide('proof')} />
        <Key look="plain" icon="languages" label={partWords().english} onTap={() => speak(language.value === 'zh' ? 'en' : 'zh')} />
      </header>
      <Angles deck={deck} read={read} tracks={pictures} people={record.people} withheld={withheldOf(record)} chosen={angles} single={single} onChoose={choose} onLayout={(one) => (setSingle(one), one ? setAngles(angles.slice(0, 1)) : setAngles(firstAngles([...angles, ...pictures.map((track) => track.name)])))} />
      <Sound deck={deck} read={read} track={sounds.find((one) => one.name === sound)} />
      <aside>
        <div class="tabs" role="tablist" aria-label={words.lanes}>
          {(['text', 'events', 'marks', 'proof'] as const).map((tab) => (
            <button key={tab} type="button" role="tab" id={`tab-${tab}`} aria-controls="side" aria-selected={side === tab} onClick={() => setSide(tab)}>
              {{ text: words.transcript, events: words.events, marks: review.marks, proof: words.verification }[tab]}
            </button>
          ))}
        </div>
        <div class="side" id="side" role="tabpanel" aria-labelledby={`tab-${side}`}>
          {side === 'text' && deck.settled.value && <HearingText lines={record.lines} at={deck.at} onSeek={(to) => deck.seek(to)} />}
          {side === 'events' && <Happenings record={record} tracks={tracks} deck={deck} />}
          {side === 'marks' && <MarksSheet marks={marks} deck={deck} added={added} name={record.hearing} />}
          {side === 'proof' && <Proof proof={proof} record={record} help={proven?.help} />}
        </div>
      </aside>
      <footer>
        <Lanes record={record} tracks={tracks} deck={deck} end={end} view={view} />
        <Controls deck={deck} end={end} zero={record.zero_at ?? 0} sounds={sounds} people={record.people} sound={sound} onSound={setSound} />
      </footer>
      {asks === 'cite' && <CiteDialog citation={citationOf(record, deck.at.peek())} link={linkTo(citationOf(record, deck.at.peek()))} onClose={() => ask(null)} />}
      {asks === 'clip' && clip && <ClipDialog tracks={[...pictures, ...sounds]} people={record.people} at={deck.at.peek()} end={end} address={clip} onClose={() => ask(null)} />}
      {asks === 'keys' && <KeysDialog title={reviewWords().helpTitle} list={reviewWords().keys} onClose={() => ask(null)} />}
    </div>
  );
}

/** The order of pictures: the bench, the parties, the whole room, people far away, evidence; what was composed of them comes last. */
const ORDER = ['cam-judge', 'cam-prosecutor', 'cam-plaintiff', 'cam-defender', 'cam-defendant', 'cam-accused', 'cam-overview', 'cam-', 'remote-', 'evidence', ''];
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
