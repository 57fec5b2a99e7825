/** The floor plan as a page changes it: metres from the left wall and from the bench's wall; every change can be undone. */

export interface Place { x: number; y: number; turn_deg: number }
export type PlacedKind = 'seat' | 'camera' | 'microphone' | 'device';
export interface Thing { kind: PlacedKind; name: string; place: Place }
export interface FloorPlan { floor: { width: number; depth: number }; things: Thing[] }

/** A plan, what it was before, and what was undone. */
export interface History { past: FloorPlan[]; now: FloorPlan; future: FloorPlan[] }

const longest = 100;
/** A finger sets to 5 cm, an arrow key moves by 25 cm. */
const fine = 0.05;
export const step = 0.25;
export const turn = 45;

export const begun = (plan: FloorPlan): History => ({ past: [], now: plan, future: [] });

/** Go on from *history* with *next*. */
export function changed(history: History, next: FloorPlan): History {
  return { past: [...history.past, history.now].slice(-longest), now: next, future: [] };
}

export function undone(history: History): History {
  const last = history.past.at(-1);
  return last ? { past: history.past.slice(0, -1), now: last, future: [history.now, ...history.future] } : history;
}

export function redone(history: History): History {
  const [next, ...rest] = history.future;
  return next ? { past: [...history.past, history.now], now: next, future: rest } : history;
}

export const thingOf = (plan: FloorPlan, kind: string, name: string): Thing | undefined =>
  plan.things.find((one) => one.kind === kind && one.name === name);

/** Put a thing at *place*, on the floor and on the finest grid. */
export function put(plan: FloorPlan, kind: PlacedKind, name: string, place: Place): FloorPlan {
  const thing: Thing = { kind, name, place: onFloor(plan, place) };
  const others = plan.things.filter((one) => one.kind !== kind || one.name !== name);
  return { ...plan, things: [...others, thing] };
}

export function taken(plan: FloorPlan, kind: string, name: string): FloorPlan {
  return { ...plan, things: plan.things.filter((one) => one.kind !== kind || one.name !== name) };
}

/** Set the floor's size; what would stand beside it comes to its edge. */
export function sized(plan: FloorPlan, floor: FloorPlan['floor']): FloorPlan {
  const whole = { floor, things: plan.things };
  return { floor, things: plan.things.map((one) => ({ ...one, place: onFloor(whole, one.place) })) };
}

/** Where the next thing goes: the first spot, a metre apart, on which nothing stands yet. */
export function freeSpot(plan: FloorPlan): Place {
  for (let y = 1; y <= plan.floor.depth; y += 1) {
    for (let x = 1; x <= plan.floor.width; x += 1) {
      if (plan.things.every((one) => Math.hypot(one.place.x - x, one.place.y - y) > 0.6)) return { x, y, turn_deg: 0 };
    }
  }
  return { x: plan.floor.width / 2, y: plan.floor.depth / 2, turn_deg: 0 };
}

function onFloor(plan: FloorPlan, place: Place): Place {
  const within = (value: number, most: number) => Math.round(Math.min(Math.max(value, 0), most) / fine) * fine;
  const two = (value: number) => Math.round(value * 100) / 100;
  return { x: two(within(place.x, plan.floor.width)), y: two(within(place.y, plan.floor.depth)), turn_deg: ((place.turn_deg % 360) + 360) % 360 };
}
