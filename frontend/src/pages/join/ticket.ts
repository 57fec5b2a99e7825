/** The person's own token: a join code is changed for it once, and it lasts as long as this window. */
import { api, carry, post } from '../../lib/http';

export interface Ticket {
  token: string;
  hearing: string;
  participant: string;
  name: string;
  role: string;
}

const kept = 'courtroom-join';

/** The code in the address, taken out of it so that it is not seen over a shoulder or kept in the history. */
export function codeInAddress(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? (/^#[\w-]{4,60}$/.test(location.hash) ? location.hash.slice(1) : null);
  if (code) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

export async function change(code: string): Promise<Ticket> {
  const ticket = await post<Ticket>(`${api}/join`, { code: code.trim() });
  sessionStorage.setItem(kept, JSON.stringify(ticket));
  carry(ticket.token);
  return ticket;
}

/** The ticket of this window, after a reload. */
export function keptTicket(): Ticket | null {
  const text = sessionStorage.getItem(kept);
  if (!text) return null;
  const ticket = JSON.parse(text) as Ticket;
  carry(ticket.token);
  return ticket;
}

export function forget(): void {
  sessionStorage.removeItem(kept);
  carry(null);
}
