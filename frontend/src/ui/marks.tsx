import { useRef, useState } from 'preact/hooks';
import { drawnOn, HEIGHT, isMark, pathOf, type Colour, type Drawn, type Point, type Tool } from '../lib/marks';
import { showingWords } from './showing-words';

export interface Pen {
  tool: Tool;
  colour: Colour;
}

interface MarksProps {
  marks: Drawn[];
  /** Width over height of the picture below. */
  ratio: number;
  /** With what one draws here; null where one only looks. */
  pen?: Pen | null | undefined;
  /** One stroke is done; true once it is in the log and comes back as a mark. */
  onStroke?: ((stroke: Drawn) => Promise<boolean>) | undefined;
}

/** What is drawn on a picture, exactly over it; with a pen, by finger, pen or mouse: one mark for each stroke. */
export function Marks({ marks, ratio, pen, onStroke }: MarksProps) {
  const [stroke, setStroke] = useState<Drawn | null>(null);
  const [waiting, setWaiting] = useState<Drawn[]>([]);
  const going = useRef<Drawn | null>(null);
  const put = (next: Drawn | null) => {
    going.current = next;
    setStroke(next);
  };
  const down = (event: PointerEvent) => {
    if (!pen || event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    put(drawnOn({ points: [], ...pen }, placeOf(event)));
  };
  const move = (event: PointerEvent) => {
    if (!going.current) return;
    const all = event.getCoalescedEvents?.() ?? [];
    put((all.length ? all : [event]).reduce((so, one) => drawnOn(so, placeOf(one, event.currentTarget as Element)), going.current));
  };
  const up = () => {
    const done = going.current;
    put(null);
    if (!done || !isMark(done) || !onStroke) return;
    setWaiting((all) => [...all, done]);
    void onStroke(done).finally(() => setWaiting((all) => all.filter((one) => one !== done)));
  };
  return (
    <svg class={`marks ${pen ? 'drawing' : ''}`} viewBox={`0 0 ${HEIGHT * ratio} ${HEIGHT}`} role="img" aria-label={pen ? showingWords().drawHere : showingWords().marks(marks.length)}
      onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={() => put(null)}>
      {marks.map((mark, index) => (
        <Path key={index} mark={mark} ratio={ratio} />
      ))}
      {waiting.map((mark, index) => (
        <Path key={index} mark={mark} ratio={ratio} waits />
      ))}
      {stroke && <Path mark={stroke} ratio={ratio} waits />}
    </svg>
  );
}

/** A line of its colour over a dark edge, so that it is seen on white paper and on a dark photograph. */
function Path({ mark, ratio, waits }: { mark: Drawn; ratio: number; waits?: boolean }) {
  const path = pathOf(mark, ratio);
  return (
    <g class={`mark ${mark.colour} ${waits ? 'waits' : ''}`}>
      <path class="edge" d={path} />
      <path d={path} />
    </g>
  );
}

function placeOf(event: PointerEvent, target = event.currentTarget as Element): Point {
  const box = target.getBoundingClientRect();
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}
