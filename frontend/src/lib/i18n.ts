/** Two languages, written in Chinese first. A word missing in English does not compile. */
import { signal } from '@preact/signals';

export type Language = 'zh' | 'en';

const remembered = 'courtroom-language';

function chosen(): Language {
  if (typeof location === 'undefined') return 'zh';
  const asked = new URLSearchParams(location.search).get('lang') ?? stored();
  return asked?.startsWith('en') ? 'en' : 'zh';
}

function stored(): string | null {
  try {
    return localStorage.getItem(remembered);
  } catch {
    return null; // storage may be forbidden on a locked-down device
  }
}

/** The language of the page. Reading it in a component makes the component follow it. */
export const language = signal<Language>(chosen());

/** Speak *next* from now on, and on the next visit from this device. */
export function speak(next: Language): void {
  language.value = next;
  try {
    localStorage.setItem(remembered, next);
  } catch {
    // Not remembered then.
  }
  mark();
}

function mark(): void {
  document.documentElement.lang = language.value === 'en' ? 'en' : 'zh-CN';
}

/** Tell the browser the language of the page, and name the window. */
export function announce(title: () => string): void {
  mark();
  document.title = title();
  language.subscribe(() => {
    document.title = title();
  });
}

/** Every dictionary made, so that one test can compare them. */
export const dictionaries: { zh: object; en: object }[] = [];

/** Join the two tongues of one set of words; the answer gives them in the page's language. */
export function dictionary<Words extends object>(zh: Words, en: NoInfer<Words>): () => Words {
  dictionaries.push({ zh, en });
  return () => (language.value === 'en' ? en : zh);
}
