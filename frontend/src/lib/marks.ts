/** Marks on evidence: points as shares of the picture's width and height, and how they are drawn on it. Pure. */
import type { EvidenceMarked } from './words';

export type Tool = EvidenceMarked['tool'];
export type Colour = EvidenceMarked['colour'];
export type Point = [number, number];

export interface Drawn {
  points: Point[];
  tool: Tool;
  colour: Colour;
}

/** One mark holds no more points than the panel takes. */
export const MOST_POINTS = 2000;
/** A finger that moved less than this share of the picture has not moved. */
const LEAST_STEP = 0.002;
/** How high a picture is on the drawing's own paper. */
export const HEIGHT = 1000;
const HEAD = 44;
const SPREAD = 0.45;

/** Add a point to a stroke: a pen's line grows, an arrow and a box move their other end. */
export function drawnOn(stroke: Drawn, point: Point): Drawn {
  const next: Point = [share(point[0]), share(point[1])];
  if (stroke.tool !== 'pen') return { ...stroke, points: [stroke.points[0] ?? next, next] };
  const last = stroke.points.at(-1);
  if (last && Math.hypot(next[0] - last[0], next[1] - last[1]) < LEAST_STEP) return stroke;
  if (stroke.points.length >= MOST_POINTS) return stroke;
  return { ...stroke, points: [...stroke.points, next] };
}

/** Whether a stroke is anything: a box or an arrow without an extent is a slip of the finger, a pen's dot is not. */
export function isMark(stroke: Drawn): boolean {
  const [from, to] = [stroke.points[0], stroke.points.at(-1)];
  if (!from || !to) return false;
  return stroke.tool === 'pen' || Math.hypot(from[0] - to[0], from[1] - to[1]) >= 0.01;
}

/** The path of a mark on paper that is HEIGHT high and HEIGHT * ratio wide. */
export function pathOf({ points, tool }: Drawn, ratio: number): string {
  const at = points.map(([x, y]): Point => [x * HEIGHT * ratio, y * HEIGHT]);
  const [from, to] = [at[0], at.at(-1)];
  if (!from || !to) return '';
  if (tool === 'box') return `M${from[0]} ${from[1]}H${to[0]}V${to[1]}H${from[0]}Z`;
  if (tool === 'arrow') return arrow(from, to);
  if (at.length === 1) return `M${from[0]} ${from[1]}h.1`;
  return `M${at.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}`;
}

function arrow([x0, y0]: Point, [x1, y1]: Point): string {
  const way = Math.atan2(y1 - y0, x1 - x0);
  const wings = [way + Math.PI - SPREAD, way + Math.PI + SPREAD].map((turn) => `${x1 + HEAD * Math.cos(turn)} ${y1 + HEAD * Math.sin(turn)}`);
  return `M${x0} ${y0}L${x1} ${y1}M${wings[0]}L${x1} ${y1}L${wings[1]}`;
}

const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 10_000) / 10_000;
