/** The panel's clock on this page's own steady one, by asking: the quickest answers count. Pure. */
interface Asked {
  offset: number;
  round: number;
}

const KEPT = 20;

export class PanelClock {
  #asked: Asked[] = [];

  /** The panel said *clock* (UTC ms) between *sent* and *came* (performance ms). */
  hear(sent: number, clock: number, came: number): void {
    this.#asked.push({ offset: clock - (sent + came) / 2, round: came - sent });
    this.#asked = this.#asked.slice(-KEPT);
  }

  /** The page's own moment (performance ms) of a moment of the panel's; null before anything was heard. */
  own(panelMs: number): number | null {
    const best = [...this.#asked].sort((a, b) => a.round - b.round)[0];
    return best ? panelMs - best.offset : null;
  }
}
