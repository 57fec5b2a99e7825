/** The key under a finger looks pressed at once: to a touch Chromium gives `:active` late or not at all. */

/** So long a press is seen at least, ms: a quick tap on a busy machine would be over before it is painted. */
const SEEN_MS = 120;

const under = new Map<number, { key: HTMLElement; since: number }>();

/** Show as pressed whatever button a pointer goes down on, until it is let go: for style sheets, `[data-pressed]`. */
export function showPresses(page: Document): void {
  page.addEventListener('pointerdown', press, { capture: true, passive: true });
  page.addEventListener('pointerup', release, { capture: true, passive: true });
  page.addEventListener('pointercancel', release, { capture: true, passive: true });
}

function press({ pointerId, target, timeStamp }: PointerEvent): void {
  const key = target instanceof Element ? target.closest<HTMLElement>('button, .key') : null;
  if (!key) return;
  key.dataset['pressed'] = '';
  under.set(pointerId, { key, since: timeStamp });
}

function release({ pointerId, timeStamp }: PointerEvent): void {
  const held = under.get(pointerId);
  if (!held) return;
  under.delete(pointerId);
  const isFree = () => ![...under.values()].some(({ key }) => key === held.key);
  setTimeout(() => isFree() && delete held.key.dataset['pressed'], Math.max(0, SEEN_MS - (timeStamp - held.since)));
}
