/** Marks on evidence: strokes become points of the picture, whatever size it is shown at. */
import { describe, expect, it } from 'vitest';
import { drawnOn, isMark, MOST_POINTS, pathOf, type Drawn, type Point } from '../src/lib/marks';

const begun = (tool: Drawn['tool']): Drawn => ({ points: [], tool, colour: 'red' });
const along = (tool: Drawn['tool'], points: Point[]): Drawn => points.reduce(drawnOn, begun(tool));

describe('a stroke', () => {
  it('of the pen keeps its way, but not a trembling finger, and stays on the picture', () => {
    expect(along('pen', [[0.1, 0.1], [0.1005, 0.1], [0.2, 0.3], [1.4, -0.2]]).points).toEqual([[0.1, 0.1], [0.2, 0.3], [1, 0]]);
  });
  it('of a box or an arrow is where it began and where it ends', () => {
    expect(along('box', [[0.1, 0.1], [0.3, 0.2], [0.5, 0.6]]).points).toEqual([[0.1, 0.1], [0.5, 0.6]]);
  });
  it('holds no more points than the panel takes', () => {
    const many = Array.from({ length: MOST_POINTS + 50 }, (_, n): Point => [n % 2, (n % 100) / 100]);
    expect(along('pen', many).points).toHaveLength(MOST_POINTS);
  });
  it('is a mark if it has an extent; a dot of the pen is one, a box without one is a slip', () => {
    expect([isMark(along('pen', [[0.5, 0.5]])), isMark(along('box', [[0.5, 0.5], [0.501, 0.5]])), isMark(begun('pen'))]).toEqual([true, false, false]);
  });
});

describe('a mark on a picture twice as wide as high', () => {
  it('lies where it was drawn, in the picture’s own proportion', () => {
    expect(pathOf(along('box', [[0.25, 0.1], [0.5, 0.6]]), 2)).toBe('M500 100H1000V600H500Z');
  });
  it('has a head where an arrow ends', () => {
    expect(pathOf(along('arrow', [[0, 0.5], [0.5, 0.5]]), 2)).toMatch(/^M0 500L1000 500M.*L1000 500L/);
  });
});
