/** Whose page this is: pages of accounts ask first, and go to sign in where nobody is. */
import { api, get, post, Refused } from './http';
import type { Right, Role } from './words';

export interface Me {
  principal: string;
  account: string;
  name: string;
  role: Role | 'administrator';
  rights: Right[];
  language: string;
}

/** Take a one-time ticket from the address, then say who is signed in; null after leaving for the sign-in page. */
export async function signedIn(): Promise<Me | null> {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket');
  if (ticket) {
    history.replaceState(null, '', location.pathname + location.search);
    await post(`${api}/tickets/redeem`, { ticket }).catch(() => undefined);
  }
  try {
    return await get<Me>(`${api}/me`);
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    location.assign(`./sign-in?next=${encodeURIComponent(location.pathname.replace(/^\//, '') + location.search)}`);
    return null;
  }
}
