/** What is drawn on a live picture: a rectangle that the camera is to fill it with, or a tap that comes to the middle. */
import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';

export interface Drawn {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A finger that moved less than this far, in px, has tapped. */
const TAP_PX = 10;
const LEAST = 0.04;

interface Props {
  label: string;
  inert: boolean;
  children: ComponentChildren;
  onDrawn(part: Drawn): void;
}

export function CameraFrame({ label, inert, children, onDrawn }: Props) {
  const sheet = useRef<HTMLDivElement>(null);
  const from = useRef<{ id: number; x: number; y: number } | null>(null);
  const [box, setBox] = useState<Drawn | null>(null);
  const drop = () => {
    from.current = null;
    setBox(null);
  };
  const press = (event: PointerEvent) => {
    if (inert || from.current || event.button !== 0) return;
    from.current = { id: event.pointerId, x: event.clientX, y: event.clientY };
    sheet.current?.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (from.current?.id === event.pointerId && sheet.current) setBox(drawn(from.current, event, sheet.current));
  };
  const lift = (event: PointerEvent) => {
    const start = from.current;
    if (start?.id !== event.pointerId || !sheet.current) return;
    const part = drawn(start, event, sheet.current);
    drop();
    if (part) onDrawn(part.width >= LEAST && part.height >= LEAST && far(start, event) ? part : { ...middle(part), width: 0, height: 0 });
  };
  return (
    <div ref={sheet} class={`camera-frame ${inert ? 'inert' : ''}`} title={label} onPointerDown={press} onPointerMove={move} onPointerUp={lift} onPointerCancel={drop} onLostPointerCapture={drop} onContextMenu={(event) => event.preventDefault()}>
      {children}
      {box && (
        <svg class="drawn" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          <rect x={box.left} y={box.top} width={box.width} height={box.height} />
        </svg>
      )}
    </div>
  );
}

const far = (start: { x: number; y: number }, event: PointerEvent): boolean => Math.hypot(event.clientX - start.x, event.clientY - start.y) > TAP_PX;
const middle = ({ left, top, width, height }: Drawn): { left: number; top: number } => ({ left: left + width / 2, top: top + height / 2 });

/** The rectangle between two places, in fractions of the picture as it stands in its box; none beside the picture. */
function drawn(start: { x: number; y: number }, end: { clientX: number; clientY: number }, sheet: HTMLElement): Drawn | null {
  const shown = shownIn(sheet);
  const place = (x: number, y: number): [number, number] => [clamp((x - shown.left) / shown.width), clamp((y - shown.top) / shown.height)];
  const [[ax, ay], [bx, by]] = [place(start.x, start.y), place(end.clientX, end.clientY)];
  return shown.width > 0 ? { left: Math.min(ax, bx), top: Math.min(ay, by), width: Math.abs(bx - ax), height: Math.abs(by - ay) } : null;
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));

/** Where the picture itself stands: a box of another shape leaves bars beside it. */
function shownIn(sheet: HTMLElement): { left: number; top: number; width: number; height: number } {
  const box = sheet.getBoundingClientRect();
  const video = sheet.querySelector('video');
  const [wide, high] = video?.videoWidth ? [video.videoWidth, video.videoHeight] : [box.width, box.height];
  const scale = Math.min(box.width / wide, box.height / high);
  return { left: box.left + (box.width - wide * scale) / 2, top: box.top + (box.height - high * scale) / 2, width: wide * scale, height: high * scale };
}
