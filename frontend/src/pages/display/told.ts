/** What a display is told: asked every two seconds, with the token that it got for its code. */
import { signal } from '@preact/signals';
import { now, setClock } from '../../lib/clock';
import { api, carry, get, post, Refused } from '../../lib/http';
import type { Procedure } from '../../lib/words';

export type Place = 'gallery' | 'bench' | 'parties' | 'witness' | 'door';

export interface DoorEntry {
  planned_at: number;
  course: 'scheduled' | 'preparing' | 'open' | 'recess';
  openness: 'public' | 'closed' | 'undecided';
  procedure: Procedure | null;
  number: string;
  cause: string;
}

export interface Told {
  room: string;
  room_name: string;
  place: Place;
  clock: number;
  hearing: string | null;
  /** A hearing has the room, whether or not this screen may know of it. */
  in_use: 'closed' | 'undecided' | 'open' | null;
  sign: { now: DoorEntry | null; next: DoorEntry[] } | null;
}

const EVERY_MS = 2000;
/** So long without an answer, and what is shown may not be so any more. */
const LOST_MS = 6000;
const kept = 'courtroom-display';

/** What was told last, and when (panel's clock). */
export const told = signal<Told | null>(null);
export const trueAt = signal(0);
export const lost = signal(false);
/** Signed out, or never signed in: a code is asked for. */
export const out = signal(false);

/** Come in by what was kept, else by the code in the address, and ask until the page is left. */
export async function begin(code: string): Promise<void> {
  const token = localStorage.getItem(kept);
  if (token) carry(token);
  else if (!code || !(await comeIn(code).then(() => true, () => false))) out.value = true;
  setInterval(() => void ask(), EVERY_MS);
  await ask();
}

/** Change a code for a token that this screen keeps. */
export async function comeIn(code: string): Promise<void> {
  const answer = await post<{ token: string; room: string; place: Place }>(`${api}/display/open`, { code: code.trim() });
  localStorage.setItem(kept, answer.token);
  carry(answer.token);
  history.replaceState(null, '', `/display?room=${encodeURIComponent(answer.room)}&place=${answer.place}`);
  out.value = false;
  await ask();
}

async function ask(): Promise<void> {
  if (out.value) return;
  try {
    const answer = await get<Told>(`${api}/display`);
    setClock(answer.clock);
    told.value = answer;
    trueAt.value = now();
    lost.value = false;
  } catch (fault) {
    if (fault instanceof Refused && (fault.problem.status === 401 || fault.problem.status === 403)) signOut();
    else lost.value = now() - trueAt.value >= LOST_MS;
  }
}

function signOut(): void {
  localStorage.removeItem(kept);
  carry(null);
  told.value = null;
  out.value = true;
}
