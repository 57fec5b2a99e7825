import { useRef } from 'preact/hooks';
import { language } from '../../lib/i18n';
import type { Item } from './fitting';
import { put, step, taken, turn, type FloorPlan, type Place, type PlacedKind, type Thing } from './plan';
import { fittingWords } from './words';

const metre = 100;
const steps: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };

interface BoardProps {
  plan: FloorPlan;
  items: Item[];
  chosen: string;
  onChoose(key: string): void;
  /** While a finger drags, *isLast* is false. */
  onChange(plan: FloorPlan, isLast: boolean): void;
}

export const keyOf = (kind: string, name: string): string => `${kind}/${name}`;

/** The floor from above: a square a metre, the bench's wall on top. Things are dragged, or moved by keys. */
export function Board({ plan, items, chosen, onChoose, onChange }: BoardProps) {
  const words = fittingWords();
  const drawing = useRef<SVGSVGElement>(null);
  const dragged = useRef<{ kind: PlacedKind; name: string; plan: FloorPlan } | null>(null);
  const { width, depth } = plan.floor;
  const point = (event: PointerEvent): { x: number; y: number } => {
    const box = drawing.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return { x: ((event.clientX - box.left) / box.width) * width, y: ((event.clientY - box.top) / box.height) * depth };
  };
  const drag = (event: PointerEvent, isLast: boolean) => {
    const held = dragged.current;
    if (!held) return;
    const turned = held.plan.things.find((one) => one.kind === held.kind && one.name === held.name)?.place.turn_deg ?? 0;
    onChange(put(held.plan, held.kind, held.name, { ...point(event), turn_deg: turned }), isLast);
    if (isLast) dragged.current = null;
  };
  const down = (event: PointerEvent, thing: Thing) => {
    if (event.button !== 0) return;
    onChoose(keyOf(thing.kind, thing.name));
    dragged.current = { kind: thing.kind, name: thing.name, plan };
    drawing.current?.setPointerCapture(event.pointerId);
  };
  return (
    <svg ref={drawing} class="board" viewBox={`0 0 ${width * metre} ${depth * metre}`} role="group" aria-label={words.board}
      onPointerMove={(event) => event.buttons !== 0 && drag(event, false)} onPointerUp={(event) => drag(event, true)} onPointerCancel={() => (dragged.current = null)}>
      <defs>
        <pattern id="metres" width={metre} height={metre} patternUnits="userSpaceOnUse"><path d={`M${metre} 0H0V${metre}`} class="line" /></pattern>
      </defs>
      <rect class="floor" width={width * metre} height={depth * metre} />
      <rect width={width * metre} height={depth * metre} fill="url(#metres)" />
      <rect class="wall" width={width * metre} height="8" />
      {plan.things.map((thing) => {
        const item = items.find((one) => one.kind === thing.kind && one.name === thing.name);
        return <Drawn key={keyOf(thing.kind, thing.name)} thing={thing} label={item?.label[language.value] ?? thing.name} chosen={chosen === keyOf(thing.kind, thing.name)}
          onDown={(event) => down(event, thing)} onFocus={() => onChoose(keyOf(thing.kind, thing.name))} onKey={(event) => byKey(event, plan, thing, onChange)} />;
      })}
    </svg>
  );
}

/** Move, turn or take off what has the focus. */
function byKey(event: KeyboardEvent, plan: FloorPlan, thing: Thing, onChange: BoardProps['onChange']): void {
  const moved = steps[event.key];
  const turned = { '[': -turn, ']': turn }[event.key];
  if (moved) onChange(put(plan, thing.kind, thing.name, shifted(thing.place, moved)), true);
  else if (turned !== undefined) onChange(put(plan, thing.kind, thing.name, { ...thing.place, turn_deg: thing.place.turn_deg + turned }), true);
  else if (event.key === 'Delete') onChange(taken(plan, thing.kind, thing.name), true);
  else return;
  event.preventDefault();
}

export const shifted = (place: Place, [x, y]: [number, number]): Place => ({ ...place, x: place.x + x, y: place.y + y });

interface DrawnProps { thing: Thing; label: string; chosen: boolean; onDown(event: PointerEvent): void; onFocus(): void; onKey(event: KeyboardEvent): void }

function Drawn({ thing, label, chosen, onDown, onFocus, onKey }: DrawnProps) {
  const words = fittingWords();
  const { x, y, turn_deg: turned } = thing.place;
  const name = `${words.kind[thing.kind]} ${label}: ${words.at(x.toFixed(2), y.toFixed(2), turned)}`;
  return (
    <g class={`thing ${thing.kind} ${chosen ? 'chosen' : ''}`} transform={`translate(${x * metre} ${y * metre})`} role="button" tabIndex={0} aria-label={name} aria-pressed={chosen}
      data-thing={keyOf(thing.kind, thing.name)} onPointerDown={onDown} onFocus={onFocus} onKeyDown={onKey}>
      <circle class="reach" r="44" />
      <g transform={`rotate(${turned})`}>
        <path class="looks" d="M-12 -26L0 -44L12 -26z" />
        {thing.kind === 'seat' && <rect x="-24" y="-24" width="48" height="48" rx="10" />}
        {thing.kind === 'camera' && <path d="M-18 24L-26 -22H26L18 24z" />}
        {thing.kind === 'microphone' && <circle r="22" />}
        {thing.kind === 'device' && <rect x="-26" y="-16" width="52" height="32" />}
      </g>
      <text y="62">{label}</text>
    </g>
  );
}
