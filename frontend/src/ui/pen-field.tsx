import { useEffect, useRef, useState } from 'preact/hooks';
import type { Handwriting } from '../lib/words';
import { Key } from './key';
import { signWords } from './sign-words';

/** The field is 1000 wide, however large it is drawn; as many points as the panel takes. */
const WIDTH = 1000;
const HEIGHT = 300;
const MOST_POINTS = 4000;
const LEAST_STEP = 4;

/** A field to sign in with a pen or a finger. What was written is kept as strokes with their time, never as a picture. */
export function PenField({ label, onWritten }: { label: string; onWritten(hand: Handwriting | null): void }) {
  const words = signWords();
  const [strokes, setStrokes] = useState<number[][]>([]);
  const began = useRef<number | null>(null);
  const writing = useRef(false);
  useEffect(() => onWritten(strokes.length ? { height: HEIGHT, strokes } : null), [strokes]);
  const point = (event: PointerEvent): [number, number, number] => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    began.current ??= event.timeStamp;
    const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
    return [within(((event.clientX - box.left) / box.width) * WIDTH, WIDTH), within(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT), Math.round(event.timeStamp - began.current)];
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    writing.current = true;
    const first = point(event);
    setStrokes((all) => [...all, first]);
  };
  const move = (event: PointerEvent) => {
    if (!writing.current) return;
    const next = point(event);
    setStrokes((all) => {
      const last = all.at(-1) ?? [];
      const [x = 0, y = 0] = last.slice(-3);
      if (Math.hypot(next[0] - x, next[1] - y) < LEAST_STEP || all.flat().length / 3 >= MOST_POINTS) return all;
      return [...all.slice(0, -1), [...last, ...next]];
    });
  };
  const clear = () => {
    began.current = null;
    setStrokes([]);
  };
  return (
    <div class="pen">
      <svg class="pen-field" role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} onPointerDown={down} onPointerMove={move} onPointerUp={() => (writing.current = false)} onPointerCancel={() => (writing.current = false)}>
        <Strokes strokes={strokes} />
        {strokes.length === 0 && (
          <text x={WIDTH / 2} y={HEIGHT / 2} text-anchor="middle" dominant-baseline="middle">
            {words.here}
          </text>
        )}
      </svg>
      <Key look="plain" icon="undo-2" label={words.clear} locked={strokes.length ? undefined : words.nothing} onTap={clear} />
    </div>
  );
}

/** A signature as it was written. */
export function Written({ hand, label }: { hand: Handwriting; label: string }) {
  return (
    <svg class="written" role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${hand.height}`}>
      <Strokes strokes={hand.strokes} />
    </svg>
  );
}

function Strokes({ strokes }: { strokes: readonly (readonly number[])[] }) {
  return (
    <g>
      {strokes.map((stroke, number) => (
        <polyline key={number} points={stroke.filter((_, at) => at % 3 < 2).join(' ')} />
      ))}
    </g>
  );
}
