/** What a grant lets a person read, as the panel tells it, and how long that holds. */
import { api, get, post } from '../../lib/http';

export interface Reading {
  id: string;
  kind: 'consultation' | 'capsule';
  reader: string;
  case: string;
  title: string;
  court: string;
  /** UTC milliseconds. */
  until: number;
  openings: number;
  opened: number;
  may_copy_sound: boolean;
  may_transcribe: boolean;
  /** What is drawn over the pictures. */
  mark: string;
}

export const room = `${api}/reading-room`;

/** The code in the address, taken out of it so that it is not seen over a shoulder or kept in the history. */
export function codeInAddress(): string {
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
  if (code) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

export const openReading = (code: string): Promise<Reading> => post<Reading>(`${room}/open`, { code: code.trim() });
export const look = (): Promise<Reading> => get<Reading>(room);
