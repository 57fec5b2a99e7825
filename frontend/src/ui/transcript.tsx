import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { clockTime } from '../lib/clock';
import type { Line, Partial as PartialText } from '../lib/words';
import { Icon } from './icon';
import { Key } from './key';
import { partWords } from './words';

const voices = ['#8db4ff', '#ddbb78', '#7fd6a4', '#e59ad0', '#f0a274', '#9bd3e8'];

/** One colour a voice, the same all through a hearing. */
export function voiceColour(stream: string, all: string[]): string {
  return voices[Math.max(0, all.indexOf(stream)) % voices.length] ?? '#8fa2ad';
}

interface TranscriptProps {
  lines: Line[];
  partials: PartialText[];
  /** Absent where the person may not correct. Resolves to whether it was taken. */
  onCorrect?: ((line: number, text: string) => Promise<boolean>) | undefined;
}

/** The machine's text as it grows. Stops following when someone scrolls up, and says how much is new. */
export function Transcript({ lines, partials, onCorrect }: TranscriptProps) {
  const words = partWords();
  const box = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const [seen, setSeen] = useState(lines.length);
  const [editing, setEditing] = useState<number | null>(null);
  const order = [...new Set(lines.map((line) => line.stream))];
  const length = partials.reduce((sum, partial) => sum + partial.text.length, 0);
  useLayoutEffect(() => {
    if (follows && editing === null && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, length, follows, editing]);
  useEffect(() => {
    if (follows) setSeen(lines.length);
  }, [follows, lines.length]);
  const scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current as HTMLDivElement;
    setFollows(scrollHeight - scrollTop - clientHeight < 40);
  };
  return (
    <div class="transcript-box">
      <div ref={box} class="scroll" tabIndex={0} role="log" aria-live="off" aria-label={words.transcriptList} onScroll={scrolled}>
        <ol class="transcript">
          {lines.length + partials.length === 0 && <li class="empty">{words.nothingSaid}</li>}
          {lines.map((line) => (
            <SpokenLine key={line.line} line={line} colour={voiceColour(line.stream, order)} editing={editing === line.line} onCorrect={onCorrect} edit={setEditing} />
          ))}
          {partials.map((partial) => (
            <li key={partial.stream} class="spoken partial" style={{ '--voice': voiceColour(partial.stream, order) }}>
              <span class="heading">
                <b>{partial.speaker}</b>
                <span>{words.speaking}</span>
              </span>
              {partial.text}
              <i aria-hidden="true" />
            </li>
          ))}
        </ol>
      </div>
      {!follows && (
        <div class="follow">
          <Key look="plain primary" icon="arrow-down-to-line" label={words.follow} small={lines.length > seen ? words.newLines(lines.length - seen) : undefined} onTap={() => setFollows(true)} />
        </div>
      )}
    </div>
  );
}

interface SpokenProps {
  line: Line;
  colour: string;
  editing: boolean;
  onCorrect: TranscriptProps['onCorrect'];
  edit(line: number | null): void;
}

function SpokenLine({ line, colour, editing, onCorrect, edit }: SpokenProps) {
  const words = partWords();
  const heading = (
    <span class="heading">
      <b>{line.speaker}</b>
      {line.revision > 0 && (
        <span class="revised">
          <Icon name="pencil" />
          {words.corrected}
        </span>
      )}
      <time class="number">{clockTime(line.at)}</time>
    </span>
  );
  if (editing && onCorrect) {
    return (
      <li class="spoken editing" style={{ '--voice': colour }}>
        {heading}
        {line.revision > 0 && (
          <p class="recognised">
            {words.original}：<del>{line.recognised}</del>
          </p>
        )}
        <LineEdit text={line.text} onDone={() => edit(null)} onSave={(text) => onCorrect(line.line, text)} />
      </li>
    );
  }
  return (
    <li class="spoken" style={{ '--voice': colour }} data-line={line.line}>
      {onCorrect ? (
        <button type="button" onClick={() => edit(line.line)}>
          {heading}
          <span class="text">{line.text}</span>
          <span class="unseen">{words.correct}</span>
        </button>
      ) : (
        <>
          {heading}
          <span class="text">{line.text}</span>
        </>
      )}
    </li>
  );
}

function LineEdit({ text, onSave, onDone }: { text: string; onSave(text: string): Promise<boolean>; onDone(): void }) {
  const words = partWords();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const save = async () => {
    const wanted = area.current?.value.trim() ?? '';
    if (!wanted || wanted === text || (await onSave(wanted))) onDone();
  };
  return (
    <div class="line-edit">
      <textarea ref={area} rows={3} maxLength={2000} defaultValue={text} aria-label={words.correct}
        onKeyDown={(event) => {
          if (event.isComposing) return; // Enter that ends a pinyin is not ours
          if (event.key === 'Escape') onDone();
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          void save();
        }} />
      <div class="choices">
        <Key look="plain" label={words.cancel} onTap={onDone} />
        <Key look="plain primary" label={words.save} onTap={() => void save()} />
      </div>
    </div>
  );
}
