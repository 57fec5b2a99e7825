/** Keeps one playing picture where it should be: a little faster or slower while it is near, by a jump where it is not. */

/** Nearer than this a picture is in step. */
export const STEER_BEYOND_S = 0.008;
/** What is heard may not be bent more than that; what is only seen may. */
const HARDEST = 0.1;
const HARDEST_UNHEARD = 0.3;
const SEEK_BEYOND_S = 0.5;
const WAIT_BEYOND_S = 0.15;
const STILL_WITHIN_S = 0.04;
const LONGEST_LEAD_S = 2;

/** How fast a picture that is *off* seconds ahead of the clock must run to be in step again within a second or two. */
export function steered(off: number, speed: number, hardest = HARDEST): number {
  if (Math.abs(off) <= STEER_BEYOND_S) return speed;
  return speed * (1 - Math.max(-hardest, Math.min(hardest, off * 1.5)));
}

type Played = Pick<HTMLMediaElement, 'currentTime' | 'duration' | 'paused' | 'seeking' | 'readyState' | 'playbackRate' | 'play' | 'pause'>;
const HAVE_METADATA = 1;

/** Brings one element, tick by tick, to where it should be. A jump takes time: it aims as far ahead as the last one took. */
export class InStep {
  /** So long the last jump took, s. */
  #lead = 0;
  /** So far ahead the last jump aimed, s: until then its moment is waited for. */
  #aimed = 0;
  #soughtAt: number | null = null;
  #isNew = true;

  constructor(
    readonly element: Played,
    readonly wall: () => number = () => performance.now(),
  ) {}

  /** Somebody said anew how it stands: go there at once. */
  told(): void {
    this.#isNew = true;
  }

  /** It should be at *wanted* seconds now, and go on from there if it *runs*; what is *heard* is bent less. */
  follow(wanted: number, runs: boolean, heard = false): void {
    const { element } = this;
    if (element.readyState < HAVE_METADATA || element.seeking) return;
    this.#measure();
    const end = Number.isFinite(element.duration) ? element.duration : Infinity;
    if (!runs || wanted >= end) return this.#stand(Math.min(wanted, end));
    const off = element.currentTime - wanted;
    const far = this.#isNew ? WAIT_BEYOND_S : SEEK_BEYOND_S;
    if (off < -far || off > (this.#isNew ? far : Math.max(far, this.#aimed + WAIT_BEYOND_S))) return this.#jump(wanted, end);
    this.#isNew = false;
    if (off > WAIT_BEYOND_S) return element.pause(); // its moment is still to come
    if (element.paused) void element.play().catch(() => undefined); // tried again with the next tick
    const rate = steered(off, 1, heard ? HARDEST : HARDEST_UNHEARD);
    if (element.playbackRate !== rate) element.playbackRate = rate;
  }

  #stand(at: number): void {
    const { element } = this;
    this.#isNew = false;
    if (!element.paused) element.pause();
    if (Math.abs(element.currentTime - at) > STILL_WITHIN_S) element.currentTime = at;
  }

  #jump(wanted: number, end: number): void {
    this.#soughtAt = this.wall();
    this.#isNew = false;
    this.#aimed = this.#lead;
    this.element.currentTime = Math.min(wanted + this.#lead, end);
  }

  #measure(): void {
    if (this.#soughtAt === null) return;
    this.#lead = Math.min(LONGEST_LEAD_S, (this.wall() - this.#soughtAt) / 1000);
    this.#soughtAt = null;
  }
}
