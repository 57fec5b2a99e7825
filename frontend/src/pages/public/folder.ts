/** The public folder, as plain files: beside this page, or under /public/ of the panel. */
import type { Procedure, Stage } from '../../lib/words';

export interface Row {
  id: string;
  court: string;
  room: string;
  title: string;
  number: string;
  procedure: Procedure;
  planned_at: number;
  status: 'scheduled' | 'live' | 'recess' | 'withheld' | 'cut' | 'ended' | 'replay';
  stages: { stage: Stage; at: number }[];
}

export interface AirState {
  on_air: boolean;
  why: string;
  epoch: string | null;
  delay_s: number;
  stages: { stage: Stage; at: number }[];
  /** UTC ms; moves on each second while on air. */
  updated?: number;
}

let folder: string | null = null;

async function read<T>(path: string): Promise<T | null> {
  const answer = await fetch(path, { cache: 'no-store' });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.headers.get('content-type')?.includes('json') ? ((await answer.json()) as T) : null;
}

/** All hearings that the public may know of. */
export async function rows(): Promise<Row[]> {
  for (const place of folder === null ? ['./', './public/'] : [folder]) {
    const list = await read<{ hearings: Row[] }>(`${place}hearings.json`);
    if (!list) continue;
    folder = place;
    return list.hearings;
  }
  return [];
}

/** What is on air of one hearing; null where it is in no public file. */
export const airState = (id: string): Promise<AirState | null> => read<AirState>(`${folder ?? './'}live/${id}/state.json`);

export const liveAddress = (id: string, epoch: string): string => `${folder ?? './'}live/${id}/${epoch}/master.m3u8`;
export const replayAddress = (id: string): string => `${folder ?? './'}replay/${id}/master.m3u8`;
