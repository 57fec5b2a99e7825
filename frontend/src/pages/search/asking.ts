/** What is asked of the panel's search, kept in the page's address. Pure but for the one call. */
import { api, get } from '../../lib/http';
import type { Case, HearingEvent, Role } from '../../lib/words';

export interface Hit {
  hearing: string;
  case: Case;
  room: string;
  room_name: string;
  sitting: number;
  /** UTC ms, by the court's clock. */
  at: number;
  /** Seconds of the timeline; null before opening. */
  position: number | null;
  speaker: string;
  role: Role | null;
  superseded: boolean;
  snippet: { text: string; hit: boolean }[];
  event: Pick<HearingEvent, 'type' | 'seq'>;
}

export interface Page {
  found: Hit[];
  next: number | null;
}

/** What is looked for. Days as ``2026-11-25`` in the court's time zone. */
export interface Asked {
  q: string;
  case: string;
  room: string;
  role: string;
  since: string;
  until: string;
}

/** Those who sit on the bench, as one choice. */
export const BENCH: Role[] = ['presiding-judge', 'sole-judge', 'judge', 'peoples-assessor'];

const DAY_MS = 86_400_000;
const FIELDS = ['q', 'case', 'room', 'role', 'since', 'until'] as const;

/** Read what the address asks. */
export function askedIn(search: string): Asked {
  const said = new URLSearchParams(search);
  return Object.fromEntries(FIELDS.map((name) => [name, said.get(name)?.trim() ?? ''])) as unknown as Asked;
}

/** Spell it for the address. */
export function addressOf(asked: Asked): string {
  return new URLSearchParams(FIELDS.filter((name) => asked[name]).map((name) => [name, asked[name]])).toString();
}

/** Spell it for the panel: days become moments, the bench its roles. */
export function queryOf(asked: Asked, before: number | null): string {
  const query = new URLSearchParams({ q: asked.q });
  if (asked.case) query.set('case', asked.case);
  if (asked.room) query.append('room', asked.room);
  for (const role of asked.role === 'bench' ? BENCH : [asked.role]) if (role) query.append('role', role);
  const moment = (day: string) => Date.parse(`${day}T00:00:00+08:00`);
  if (asked.since) query.set('since', String(moment(asked.since)));
  if (asked.until) query.set('until', String(moment(asked.until) + DAY_MS));
  if (before !== null) query.set('before', String(before));
  return query.toString();
}

export const find = (asked: Asked, before: number | null): Promise<Page> => get<Page>(`${api}/search?${queryOf(asked, before)}`);
