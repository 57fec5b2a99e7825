/** A key that must be held: what happens while a finger rests on it. Pure but for the timer that comes in. */

export const HOLD_MS = 1500;

export interface Timer {
  after(ms: number, then: () => void): () => void;
}

/** The page's own timer. */
export const pageTimer: Timer = {
  after(ms, then) {
    const id = setTimeout(then, ms);
    return () => clearTimeout(id);
  },
};

/** One finger on one key. Fires once after HOLD_MS; leaving earlier in any way does nothing at all. */
export class Hold {
  #cancel: (() => void) | null = null;

  constructor(
    private readonly fire: () => void,
    private readonly changed: (holding: boolean) => void,
    private readonly timer: Timer = pageTimer,
  ) {}

  get holding(): boolean {
    return this.#cancel !== null;
  }

  press(): void {
    if (this.#cancel) return;
    this.#cancel = this.timer.after(HOLD_MS, () => {
      this.#cancel = null;
      this.changed(false);
      this.fire();
    });
    this.changed(true);
  }

  /** The finger is gone, slid off, or Escape was pressed. */
  release(): void {
    if (!this.#cancel) return;
    this.#cancel();
    this.#cancel = null;
    this.changed(false);
  }
}
