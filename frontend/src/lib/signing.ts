/** What people sign and who has signed, as the panel tells it; nothing of it is worked out by the page. */
import { api, get, post } from './http';
import type { Handwriting, Role } from './words';

export interface Signer {
  participant: string | null;
  role: Role;
  name: string;
  state: 'due' | 'signed' | 'void' | 'refused';
  at: number | null;
  reason: string;
  signature: number | null;
  lines: number;
}

/** What one person reads and signs, with its digest and the record's root. */
export interface ToSign {
  participant: string | null;
  lines: { line: number; speaker: string; text: string; at: number }[];
  text_sha256: string;
  root: string | null;
  code: string | null;
}

export interface Addendum {
  number: number;
  /** `signature`, `explanation`, `transcript` or `returned`. */
  kind: string;
  by: string;
  method: 'typed-name' | 'handwriting';
  at: number;
  text: string;
  files: Record<string, string>;
}

export interface Addenda {
  root: string;
  /** What the next one follows: it is signed over exactly this. */
  prev: string;
  addenda: Addendum[];
}

export interface Adding {
  kind: 'signature' | 'explanation';
  by: string;
  text: string;
  prev: string;
  hand: Handwriting;
}

export const signersOf = async (hearing: string): Promise<Signer[]> => (await get<{ signers: Signer[] }>(`${api}/hearings/${hearing}/signing`)).signers;
export const toSign = (hearing: string, who: string): Promise<ToSign> => get(`${api}/hearings/${hearing}/signing/${who}`);
export const addendaOf = (hearing: string): Promise<Addenda> => get(`${api}/hearings/${hearing}/addenda`);
export const addAddendum = (hearing: string, adding: Adding): Promise<Addendum> => post(`${api}/hearings/${hearing}/addenda`, adding);
