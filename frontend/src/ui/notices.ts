/** What the page has to say once: that something did not go as asked, or why a key does nothing. */
import { signal } from '@preact/signals';

export interface Notice {
  id: number;
  title: string;
  detail: string;
}

export const notices = signal<Notice[]>([]);
let last = 0;

/** Say it once. It stays until read, twelve seconds at most; the same words are not said twice at a time. */
export function tell(title: string, detail = ''): void {
  const id = ++last;
  notices.value = [...notices.value.filter((one) => one.title !== title || one.detail !== detail).slice(-2), { id, title, detail }];
  setTimeout(() => forget(id), 12_000);
}

export function forget(id: number): void {
  notices.value = notices.value.filter((one) => one.id !== id);
}
