/** The list of hearings, as the panel gives it to accounts. */
import { api, get } from './http';
import type { HearingState } from './words';

export type HearingEntry = Pick<HearingState, 'hearing' | 'case' | 'numbers' | 'procedure' | 'room' | 'room_name' | 'planned_at' | 'course'>;

/** The day's hearings; and the room that hears walk-in cases, where this installation runs alone. */
export interface Day {
  hearings: HearingEntry[];
  walk_in: { room: string; room_name: string } | null;
}

/** Hearings planned for the court's day that *ms* lies in, in order. */
export async function hearingsOf(ms: number): Promise<HearingEntry[]> {
  return (await dayOf(ms)).hearings;
}

export async function dayOf(ms: number): Promise<Day> {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(ms);
  const answer = await get<HearingEntry[] | Day>(`${api}/hearings?day=${day}`);
  const told: Day = Array.isArray(answer) ? { hearings: answer, walk_in: null } : answer;
  return { hearings: told.hearings.sort((a, b) => a.planned_at - b.planned_at), walk_in: told.walk_in ?? null };
}
