import { useComputed, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { span } from '../lib/clock';
import { language } from '../lib/i18n';
import type { Line } from '../lib/words';
import { Key } from '../ui/key';
import { voiceColour } from '../ui/transcript';
import { partWords } from '../ui/words';
import { lineAt } from './timeline';
import { playerWords } from './words';

interface HearingTextProps {
  lines: Line[];
  at: ReadonlySignal<number>;
  onSeek(to: number): void;
}

/** What was said, following the sound; a line goes to its second. A search shows only the lines that hold the words. */
export function HearingText({ lines, at, onSeek }: HearingTextProps) {
  const words = playerWords();
  const [wanted, find] = useState('');
  const [follows, follow] = useState(true);
  const box = useRef<HTMLOListElement>(null);
  const ordered = useMemo(() => [...lines].sort((a, b) => a.start - b.start), [lines]);
  const order = useMemo(() => [...new Set(lines.map((line) => line.stream))], [lines]);
  const now = useComputed(() => ordered[lineAt(ordered, at.value)]?.line ?? -1).value;
  const found = useMemo(() => (wanted ? ordered.filter((line) => line.text.toLowerCase().includes(wanted.toLowerCase())) : ordered), [ordered, wanted]);
  const seek = (to: number) => (follow(true), onSeek(to));
  const spoken = (line: Line, isNow: boolean) => <Spoken key={line.line} line={line} isNow={isNow} colour={voiceColour(line.stream, order)} wanted={wanted} onSeek={seek} />;
  const rows = useMemo(() => found.map((line) => spoken(line, false)), [found, order, language.value]); // thousands, of which one changes
  const place = found.findIndex((line) => line.line === now);
  useEffect(() => {
    const list = box.current;
    const line = list?.querySelector<HTMLElement>('[data-now]');
    if (follows && list && line) list.scrollTop = line.offsetTop - list.offsetTop - list.clientHeight / 3;
  }, [now, follows, wanted]);
  const left = () => follows && follow(false);
  return (
    <>
      <label class="field search">
        <span class="unseen">{words.search}</span>
        <input type="search" placeholder={words.search} value={wanted} onInput={(event) => find(event.currentTarget.value.trim())} />
        {wanted && <span class="count" role="status">{found.length ? words.found(found.length) : words.nothingFound}</span>}
      </label>
      <p class="label">{partWords().machineText}</p>
      {lines.length === 0 && <p class="blank">{words.noText}</p>}
      <ol ref={box} class="transcript" tabIndex={0} aria-label={words.transcript} onWheel={left} onTouchMove={left}>
        {place < 0 ? rows : [...rows.slice(0, place), spoken(found[place]!, true), ...rows.slice(place + 1)]}
      </ol>
      {!follows && <Key look="plain primary" icon="arrow-down-to-line" label={words.follow} onTap={() => follow(true)} />}
    </>
  );
}

/** One line; a tap leads to its second. */
function Spoken({ line, isNow, colour, wanted, onSeek }: { line: Line; isNow: boolean; colour: string; wanted: string; onSeek(to: number): void }) {
  return (
    <li class={`spoken ${isNow ? 'editing' : ''}`} style={{ '--voice': colour }} data-now={isNow || undefined}>
      <button type="button" aria-current={isNow} onClick={() => onSeek(line.start / 1e9)}>
        <span class="heading">
          <b>{line.speaker}</b>
          {line.revision > 0 && <span class="revised">{partWords().corrected}</span>}
          <time class="number">{span(line.start / 1e6)}</time>
        </span>
        <span class="text"><Marked text={line.text} wanted={wanted} /></span>
      </button>
    </li>
  );
}

/** *text* with each place that reads *wanted* marked. */
function Marked({ text, wanted }: { text: string; wanted: string }) {
  if (!wanted) return <>{text}</>;
  const low = text.toLowerCase();
  const parts = [];
  let from = 0;
  for (let place = low.indexOf(wanted.toLowerCase()); place >= 0; place = low.indexOf(wanted.toLowerCase(), from)) {
    parts.push(text.slice(from, place), <mark key={place}>{text.slice(place, place + wanted.length)}</mark>);
    from = place + wanted.length;
  }
  return <>{[...parts, text.slice(from)]}</>;
}
