/** Calls to the panel's HTTP side. Faults arrive as problem documents, in words a person understands. */
import { language } from './i18n';

export interface Problem {
  status: number;
  title: string;
  detail: string;
  remedy: string;
}

/** The panel refused, and says why. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** No answer came at all. */
export class Unreachable extends Error {}

export const api = '/api/v1';

let bearer: string | null = null;

/** From now on calls carry this token; pages of accounts leave it to their cookie. */
export function carry(token: string | null): void {
  bearer = token;
}

export function token(): string | null {
  return bearer;
}

export function headers(more: Record<string, string> = {}): Record<string, string> {
  return bearer ? { ...more, Authorization: `Bearer ${bearer}` } : more;
}

/** The panel says titles in both tongues, ``中文 · English``: keep the page's own. */
export function own(text: unknown): string {
  if (typeof text !== 'string') return '';
  const parts = text.split(' · ');
  return (language.value === 'en' ? parts.at(-1) : parts[0]) ?? text;
}

async function problemOf(response: Response): Promise<Problem> {
  const said = (await response.json().catch(() => ({}))) as Partial<Problem>;
  const words = own;
  return { status: response.status, title: words(said.title) || response.statusText, detail: words(said.detail), remedy: words(said.remedy) };
}

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal, more: Record<string, string> = {}): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: headers(body === undefined ? more : { ...more, 'Content-Type': 'application/json' }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
    credentials: 'same-origin',
  }).catch((fault: unknown) => {
    throw new Unreachable(String(fault));
  });
  if (!response.ok) throw new Refused(await problemOf(response));
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

export const get = <T>(path: string): Promise<T> => call<T>('GET', path);
export const put = <T>(path: string, body: unknown): Promise<T> => call<T>('PUT', path, body);
export const remove = <T>(path: string): Promise<T> => call<T>('DELETE', path);
export const post = <T>(path: string, body: unknown = {}, signal?: AbortSignal, more: Record<string, string> = {}): Promise<T> => call<T>('POST', path, body, signal, more);
/** Any other method, with a body where there is one. */
export const send = <T>(method: 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> => call<T>(method, path, body);

/** A file, whole. */
export async function fetchFile(path: string, signal?: AbortSignal): Promise<Blob> {
  const response = await fetch(path, { headers: headers(), credentials: 'same-origin', ...(signal ? { signal } : {}) });
  if (!response.ok) throw new Refused(await problemOf(response));
  return response.blob();
}
