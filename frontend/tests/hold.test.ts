import { describe, expect, it } from 'vitest';
import { Hold, HOLD_MS, type Timer } from '../src/lib/hold';

/** A clock that is moved by hand. */
class HandClock implements Timer {
  #now = 0;
  #due: { at: number; act: () => void }[] = [];

  after(ms: number, act: () => void): () => void {
    const entry = { at: this.#now + ms, act };
    this.#due.push(entry);
    return () => (this.#due = this.#due.filter((other) => other !== entry));
  }

  move(ms: number): void {
    this.#now += ms;
    const due = this.#due.filter(({ at }) => at <= this.#now);
    this.#due = this.#due.filter(({ at }) => at > this.#now);
    due.forEach(({ act }) => act());
  }
}

function key() {
  const clock = new HandClock();
  const seen = { fired: 0, holding: false };
  const hold = new Hold(() => (seen.fired += 1), (holding) => (seen.holding = holding), clock);
  return { clock, hold, seen };
}

describe('a key that must be held', () => {
  it('does nothing when the finger leaves early', () => {
    const { clock, hold, seen } = key();
    hold.press();
    clock.move(HOLD_MS - 1);
    hold.release();
    clock.move(HOLD_MS);

    expect(seen).toEqual({ fired: 0, holding: false });
  });

  it('acts once when it was held long enough', () => {
    const { clock, hold, seen } = key();
    hold.press();
    hold.press();
    clock.move(HOLD_MS);
    clock.move(HOLD_MS);
    hold.release();

    expect(seen).toEqual({ fired: 1, holding: false });
  });

  it('counts from the new touch after an early end', () => {
    const { clock, hold, seen } = key();
    hold.press();
    clock.move(1000);
    hold.release();
    hold.press();
    clock.move(1000);

    expect(seen).toEqual({ fired: 0, holding: true });
  });
});
