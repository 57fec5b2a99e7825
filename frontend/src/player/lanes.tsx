import { useSignalEffect, type Signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { span } from '../lib/clock';
import { court } from '../lib/court-words';
import { Key } from '../ui/key';
import { voiceColour } from '../ui/transcript';
import type { Deck } from './deck';
import type { HearingRecord, Playable } from './record';
import { reviewWords } from './review-words';
import { gapsOf, happenings, stagesOf, voicesOf, withheldOf, type Stretch } from './timeline';
import { playerWords } from './words';
import { following, whole, zoomed, type View } from './zoom';

/** A block narrower than this share of the timeline could not be seen. */
const LEAST = 0.002;

interface LanesProps {
  record: HearingRecord;
  tracks: Playable[];
  deck: Deck;
  end: number;
  /** Which part of the timeline is looked at. */
  view: Signal<View>;
}

/** Stages, log, voices and evidence on one timeline, and what was not recorded, where it truly lies; it follows the head. */
export function Lanes({ record, tracks, deck, end, view }: LanesProps) {
  const words = playerWords();
  const review = reviewWords();
  const { since, until } = view.value;
  const isSettled = deck.settled.value; // thousands of blocks are put on the page when the pictures are there
  useSignalEffect(() => {
    view.value = following(view.peek(), deck.at.value, end);
  });
  const zoom = (times: number, at = deck.at.peek()) => (view.value = zoomed(view.peek(), times, at, end));
  const evidence = useMemo(() => tracks.filter((track) => track.name === 'evidence').flatMap((track) => track.stretches), [tracks]);
  const found = useMemo(() => (isSettled ? happenings(record, tracks) : []), [record, isSettled]);
  const voices = useMemo(() => (isSettled ? voicesOf(record, end / 400) : []), [record, isSettled]);
  const gaps = useMemo(() => gapsOf(record), [record]);
  const order = useMemo(() => [...new Set(record.lines.map((line) => line.stream))], [record]);
  const at = (stretch: Stretch) => ({ left: `${(stretch.since / end) * 100}%`, width: `${Math.max(LEAST, (stretch.until - stretch.since) / end) * 100}%` });
  const under = (event: MouseEvent): number => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return since + ((event.clientX - box.left) / box.width) * (until - since);
  };
  const turned = (event: WheelEvent) => {
    if (!event.deltaY) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, under(event));
  };
  const long = (one: (typeof found)[number]): Stretch => ({ since: one.at, until: 'until' in one ? (one.until ?? end) : one.at });
  return (
    <div class="lanes">
      <div class="names" aria-hidden="true">
        <span>{words.stages}</span>
        <span>{words.speakers}</span>
        <span>{review.evidence}</span>
        <span>{review.log}</span>
      </div>
      {/* For a finger or a mouse; keyboards and screen readers have the slider below. */}
      <div class="axis" onClick={(event) => deck.seek(under(event))} onWheel={turned} aria-hidden="true">
        <div class="plane" style={{ left: `${(-since / (until - since)) * 100}%`, width: `${(end / (until - since)) * 100}%` }}>
        <div class="lane stages">
          {stagesOf(record, end).map((stage) => <span key={stage.since} style={at(stage)}>{court().stage[stage.stage]}</span>)}
        </div>
        <div class="lane voices">
          {isSettled && voices.map((voice) => <i key={voice.since} style={{ ...at(voice), '--voice': voiceColour(voice.stream, order) }} title={voice.speaker} />)}
        </div>
        <div class="lane evidence">
          {evidence.map((one) => <i key={one.since} style={at(one)} />)}
        </div>
        <div class="lane notes">
          {isSettled && found.map((one) => one.kind === 'note' && <i key={one.at} class="note" style={at(long(one))} title={one.text} />)}
          {isSettled && found.map((one) => (one.kind === 'fault' || one.kind === 'missing') && <i key={`${one.at}${one.track}`} class="fault" style={at(long(one))} />)}
        </div>
        {gaps.map((gap) => <span key={gap.since} class="gap" style={at(gap)} title={span((gap.until - gap.since) * 1000)}>{words.gaps}</span>)}
        {withheldOf(record).map((one) => <span key={`w${one.since}`} class="gap" style={at(one)} title={words.withheld}>{words.withheld}</span>)}
        <Head deck={deck} end={end} />
        </div>
      </div>
      <span />
      <div class="scale">
        <Position deck={deck} end={end} />
        <Key look="plain" label="−" name={review.zoomOut} onTap={() => zoom(2)} />
        <Key look="plain" label="+" name={review.zoomIn} onTap={() => zoom(0.5)} />
        <Key look="plain" label={review.whole} onTap={() => (view.value = whole(end))} />
      </div>
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
