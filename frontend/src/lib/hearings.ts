/** The list of hearings, as the panel gives it to accounts. */
import { api, get } from './http';
import type { HearingState } from './words';

export type HearingEntry = Pick<HearingState, 'hearing' | 'case' | 'procedure' | 'room' | 'room_name' | 'planned_at' | 'course'>;

/** Hearings planned for the court's day that *ms* lies in, in order. */
export async function hearingsOf(ms: number): Promise<HearingEntry[]> {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(ms);
  const answer = await get<HearingEntry[] | { hearings: HearingEntry[] }>(`${api}/hearings?day=${day}`);
  const list = Array.isArray(answer) ? answer : answer.hearings;
  return list.sort((a, b) => a.planned_at - b.planned_at);
}
