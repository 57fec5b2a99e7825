/** Round trip to the panel, measured every five seconds while the link is up. */
import type { HearingStore } from './store';

const EVERY_MS = 5000;

export function watchPing(store: HearingStore): () => void {
  const measure = async () => {
    if (store.link.value !== 'live') return void (store.ping.value = null);
    const began = performance.now();
    const answered = await fetch('/healthz', { cache: 'no-store' }).then(
      (response) => response.ok,
      () => false,
    );
    store.ping.value = answered ? Math.max(1, Math.round(performance.now() - began)) : null;
  };
  const timer = setInterval(() => void measure(), EVERY_MS);
  const first = setTimeout(() => void measure(), 400);
  return () => {
    clearInterval(timer);
    clearTimeout(first);
  };
}
