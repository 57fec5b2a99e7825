/** What was just done to people and can be taken back for five seconds, or waits five seconds before it is asked for. */
import { signal } from '@preact/signals';
import { now } from '../../lib/clock';

export const TAKE_BACK_MS = 5000;

export interface TakingBack {
  what: string;
  note: string;
  label: string;
  until: number;
  /** The key was tapped in time. */
  onBack(): void;
  /** The five seconds went by untouched; never called when the link was lost meanwhile. */
  onOver?: (() => void) | undefined;
}

/** One at a time, on the panel's own bar. */
export const takingBack = signal<TakingBack | null>(null);

let timer: ReturnType<typeof setTimeout> | undefined;

/** Offer to take *what* back. A second offer settles the first one at once. */
export function offerBack(offer: Omit<TakingBack, 'until'>): void {
  settle();
  takingBack.value = { ...offer, until: now() + TAKE_BACK_MS };
  timer = setTimeout(settle, TAKE_BACK_MS);
}

/** The person took it back. */
export function takeBack(): void {
  const offer = takingBack.value;
  forgetOffer();
  offer?.onBack();
}

/** Without a link nothing is asked for, and nothing afterwards: what waited is dropped. True when something was. */
export function forgetOffer(): boolean {
  clearTimeout(timer);
  const waited = takingBack.value?.onOver !== undefined;
  takingBack.value = null;
  return waited;
}

function settle(): void {
  const offer = takingBack.value;
  forgetOffer();
  offer?.onOver?.();
}
