/** What a rehearsal found, put in the order in which a person should look at it. */
import type { Rehearsal, RehearsalResult, RehearsedItem } from './words';

const order: RehearsedItem['verdict'][] = ['red', 'amber', 'missing', 'green'];

/** The worst first; within that as the room said it. */
export function sorted(result: RehearsalResult): RehearsedItem[] {
  return [...result.items].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

/** How many items are red or amber. */
export const unwell = (result: RehearsalResult): number => result.items.filter((item) => item.verdict === 'red' || item.verdict === 'amber').length;

/** Between which figures an item lay over the last rehearsals; null when there are fewer than two. */
export function lately(report: Rehearsal, item: RehearsedItem): [number, number] | null {
  const name = `${item.part} ${item.subject}`.trim();
  const values = report.trend.map((point) => point.values[name]).filter((value): value is number => value !== undefined);
  return values.length < 2 ? null : [Math.min(...values), Math.max(...values)];
}

/** What stands for a verdict besides its colour. */
export const marks = { green: 'circle-check', amber: 'circle-alert', red: 'circle-x', missing: 'circle-question-mark' } as const;
