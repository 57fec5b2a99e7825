/** Hearings by day. Pure. */
import { dayOf } from '../../lib/clock';
import type { Row } from './folder';

/** The days that have hearings, and today, in order: ``2026-11-23``. */
export function daysOf(rows: Row[], now: number): string[] {
  return [...new Set([dayOf(now), ...rows.map((row) => dayOf(row.planned_at))])].sort();
}

/** One day's hearings: what is on first, then in the order of their time. */
export function ofDay(rows: Row[], day: string): Row[] {
  return rows.filter((row) => dayOf(row.planned_at) === day).sort((a, b) => Number(b.status === 'live') - Number(a.status === 'live') || a.planned_at - b.planned_at);
}

/** The day with hearings that is nearest to *day*, later ones first; null when there is none. */
export function nearestDay(rows: Row[], day: string): string | null {
  const days = [...new Set(rows.map((row) => dayOf(row.planned_at)))].sort();
  return days.find((one) => one >= day) ?? days.at(-1) ?? null;
}

/** Noon of a day in the court's time zone, UTC ms: for naming it. */
export const noonOf = (day: string): number => Date.parse(`${day}T12:00:00+08:00`);
