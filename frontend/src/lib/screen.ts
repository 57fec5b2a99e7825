/** Whether the screen is a large one: then more of a page stands side by side. */
import { signal } from '@preact/signals';

const LARGE = '(min-width: 1800px)';

/** True on a panel of 1920x1200 and the like. */
export const isLarge = signal(false);

if (typeof matchMedia === 'function') {
  const wanted = matchMedia(LARGE);
  isLarge.value = wanted.matches;
  wanted.addEventListener('change', () => (isLarge.value = wanted.matches));
}
