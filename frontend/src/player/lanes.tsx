import { useMemo } from 'preact/hooks';
import { span } from '../lib/clock';
import { court } from '../lib/court-words';
import { voiceColour } from '../ui/transcript';
import type { Deck } from './deck';
import type { HearingRecord, Playable } from './record';
import { gapsOf, happenings, stagesOf, voicesOf, withheldOf, type Stretch } from './timeline';
import { playerWords } from './words';

/** A block narrower than this share of the timeline could not be seen. */
const LEAST = 0.002;

interface LanesProps {
  record: HearingRecord;
  tracks: Playable[];
  deck: Deck;
  end: number;
}

/** The whole hearing at a glance: stages, notes and faults, who spoke, and what was not recorded, where it truly lies. */
export function Lanes({ record, tracks, deck, end }: LanesProps) {
  const words = playerWords();
  const found = useMemo(() => happenings(record, tracks), [record]);
  const voices = useMemo(() => voicesOf(record, end / 400), [record]);
  const gaps = useMemo(() => gapsOf(record), [record]);
  const order = useMemo(() => [...new Set(record.lines.map((line) => line.stream))], [record]);
  const at = (stretch: Stretch) => ({ left: `${(stretch.since / end) * 100}%`, width: `${Math.max(LEAST, (stretch.until - stretch.since) / end) * 100}%` });
  const seekTo = (event: MouseEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    deck.seek(((event.clientX - box.left) / box.width) * end);
  };
  const long = (one: (typeof found)[number]): Stretch => ({ since: one.at, until: 'until' in one ? (one.until ?? end) : one.at });
  return (
    <div class="lanes">
      <div class="names" aria-hidden="true">
        <span>{words.stages}</span>
        <span>{words.speakers}</span>
        <span>{words.notes}</span>
      </div>
      {/* For a finger or a mouse; keyboards and screen readers have the slider below. */}
      <div class="axis" onClick={seekTo} aria-hidden="true">
        <div class="lane stages">
          {stagesOf(record, end).map((stage) => <span key={stage.since} style={at(stage)}>{court().stage[stage.stage]}</span>)}
        </div>
        <div class="lane voices">
          {voices.map((voice) => <i key={voice.since} style={{ ...at(voice), '--voice': voiceColour(voice.stream, order) }} title={voice.speaker} />)}
        </div>
        <div class="lane notes">
          {found.map((one) => one.kind === 'note' && <i key={one.at} class="note" style={at(long(one))} title={one.text} />)}
          {found.map((one) => (one.kind === 'fault' || one.kind === 'missing') && <i key={`${one.at}${one.track}`} class="fault" style={at(long(one))} />)}
        </div>
        {gaps.map((gap) => <span key={gap.since} class="gap" style={at(gap)} title={span((gap.until - gap.since) * 1000)}>{words.gaps}</span>)}
        {withheldOf(record).map((one) => <span key={`w${one.since}`} class="gap" style={at(one)} title={words.withheld}>{words.withheld}</span>)}
        <Head deck={deck} end={end} />
      </div>
      <span />
      <Position deck={deck} end={end} />
    </div>
  );
}

function Head({ deck, end }: { deck: Deck; end: number }) {
  return <b class="head" style={{ left: `${(deck.at.value / end) * 100}%` }} />;
}

function Position({ deck, end }: { deck: Deck; end: number }) {
  const at = deck.at.value;
  return <input type="range" min={0} max={end} step={0.1} value={at} aria-label={playerWords().position} aria-valuetext={span(at * 1000)} onInput={(event) => deck.seek(Number(event.currentTarget.value))} />;
}
