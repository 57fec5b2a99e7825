/** Keys of a keyboard, for a clerk who types with both hands. */
import { signal } from '@preact/signals';

/** True once a keyboard was used here: then the keys on the glass show their letters. */
export const hasKeyboard = signal(false);

export type Bindings = Record<string, (() => unknown) | undefined>;

/** Bind keys (``F2``, ``Shift+F2``, ``?``, ``Escape``) until the answer is called. Plain letters are left alone while someone types. */
export function bind(bindings: () => Bindings): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.isTrusted || event.key) hasKeyboard.value = true;
    if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const typing = event.target instanceof HTMLElement && event.target.closest('input:not([type="range"]), textarea, select, [contenteditable]');
    if (typing && !/^F\d+$/.test(event.key)) return;
    if (event.key === ' ' && event.target instanceof HTMLElement && event.target.closest('button, a, summary')) return; // it presses that key
    const act = bindings()[event.shiftKey && /^F\d+$/.test(event.key) ? `Shift+${event.key}` : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}
