import { describe, expect, it } from 'vitest';
import { begun, changed, freeSpot, put, redone, sized, taken, thingOf, undone, type FloorPlan } from '../src/pages/fitting/plan';

const empty: FloorPlan = { floor: { width: 6, depth: 4 }, things: [] };

describe('a floor plan', () => {
  it('keeps what is dragged on the floor, to five centimetres', () => {
    const plan = put(empty, 'seat', 'judge', { x: 99, y: -3, turn_deg: -45 });
    expect(thingOf(plan, 'seat', 'judge')?.place).toEqual({ x: 6, y: 0, turn_deg: 315 });
    expect(thingOf(put(plan, 'seat', 'judge', { x: 1.234, y: 2.02, turn_deg: 360 }), 'seat', 'judge')?.place).toEqual({ x: 1.25, y: 2, turn_deg: 0 });
  });

  it('gives back and forth what was done, and forgets the future with the next change', () => {
    const one = changed(begun(empty), put(empty, 'seat', 'judge', { x: 1, y: 1, turn_deg: 0 }));
    const two = changed(one, taken(one.now, 'seat', 'judge'));
    expect(undone(two).now).toEqual(one.now);
    expect(redone(undone(two)).now).toEqual(two.now);
    expect(undone(undone(undone(two))).now).toEqual(empty);
    expect(redone(changed(undone(two), empty)).now).toEqual(empty);
  });

  it('puts the next thing where nothing stands', () => {
    const first = put(empty, 'seat', 'judge', freeSpot(empty));
    expect(freeSpot(first)).toEqual({ x: 2, y: 1, turn_deg: 0 });
  });

  it('brings what would stand outside of a smaller room to its wall', () => {
    const plan = put(empty, 'camera', 'cam-judge', { x: 5, y: 4, turn_deg: 90 });
    expect(sized(plan, { width: 3, depth: 9 }).things[0]?.place).toEqual({ x: 3, y: 4, turn_deg: 90 });
  });
});
