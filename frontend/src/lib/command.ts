/** Commands: sent once, with an id, and never believed before the event arrives. */
import { now } from './clock';
import { api, post, Refused, Unreachable, type Problem } from './http';
import type { HearingEvent } from './words';

export const CONFIRM_MS = 2000;

export type Outcome =
  | { kind: 'done'; event: HearingEvent }
  | { kind: 'refused'; problem: Problem }
  | { kind: 'unconfirmed' };

export interface CommandBody {
  type: string;
  [field: string]: unknown;
}

export type Poster = (path: string, body: unknown, signal: AbortSignal) => Promise<{ event: HearingEvent }>;

/**
 * Ask for *command* in *hearing*. *expect* is the last seq of what it touches, null where none is asked.
 * After CONFIRM_MS without an answer the outcome is "unconfirmed": it may or may not have happened; nothing is sent again.
 * The panel is told when it was asked: one that was frozen meanwhile does not carry it out when it comes to itself.
 */
export async function command(
  hearing: string,
  body: CommandBody,
  expect: number | null,
  send: Poster = (path, content, signal) => post(path, content, signal, { 'Asked-At': String(Math.round(now())) }),
): Promise<Outcome> {
  const gone = new AbortController();
  const timer = setTimeout(() => gone.abort(), CONFIRM_MS);
  try {
    const answer = await send(`${api}/hearings/${hearing}/commands`, { id: identity(), expect, ...body }, gone.signal);
    return { kind: 'done', event: answer.event };
  } catch (fault) {
    if (fault instanceof Refused) return { kind: 'refused', problem: fault.problem };
    if (fault instanceof Unreachable || gone.signal.aborted) return { kind: 'unconfirmed' };
    throw fault;
  } finally {
    clearTimeout(timer);
  }
}

/** A random UUID, also where the page is not in a secure context. */
export function identity(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
