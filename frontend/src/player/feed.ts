/** Feeds one track into one media element, each fragment at its place on the hearing's timeline. */
import { decodeTime, firstAfter, run, type Place, type Playable } from './record';

const AHEAD_S = 20;
const BEHIND_S = 30;
const MOST = 8;

const kinds = { video: 'video/mp4; codecs="avc3.42e01f"', audio: 'audio/mp4; codecs="opus"' };

export class Feed {
  readonly #source = new MediaSource();
  readonly #address = URL.createObjectURL(this.#source);
  #buffer: SourceBuffer | null = null;
  #header = '';
  #busy = false;
  #over = false;

  constructor(
    readonly track: Playable,
    readonly element: HTMLMediaElement,
  ) {
    this.#source.addEventListener('sourceopen', () => {
      this.#buffer = this.#source.addSourceBuffer(kinds[track.kind]);
      this.#source.duration = track.fragments.at(-1)?.end ?? 0;
      void this.fill();
    });
    element.src = this.#address;
  }

  stop(): void {
    this.#over = true;
    this.element.removeAttribute('src');
    this.element.load();
    URL.revokeObjectURL(this.#address);
  }

  /** Whether there is something recorded at *at*. */
  has(at: number): boolean {
    const place = this.track.fragments[firstAfter(this.track.fragments, at)];
    return place !== undefined && place.start <= at + 0.3;
  }

  /** Fetch what is missing around the element's time. */
  async fill(): Promise<void> {
    if (this.#busy || this.#over || !this.#buffer) return;
    this.#busy = true;
    try {
      for (let next = this.#wanted(); next !== null && !this.#over; next = this.#wanted()) await this.#append(next);
      await this.#forget();
    } finally {
      this.#busy = false;
    }
  }

  /** The first fragment ahead that is not in the buffer. */
  #wanted(): number | null {
    const { fragments } = this.track;
    const at = this.element.currentTime;
    for (let index = firstAfter(fragments, at); index < fragments.length; index += 1) {
      const place = fragments[index]!;
      if (place.start > at + AHEAD_S) return null;
      if (!this.#buffered((place.start + place.end) / 2)) return index;
    }
    return null;
  }

  #buffered(at: number): boolean {
    const ranges = this.#buffer?.buffered;
    for (let index = 0; ranges && index < ranges.length; index += 1) if (ranges.start(index) <= at && at < ranges.end(index)) return true;
    return false;
  }

  async #append(index: number): Promise<void> {
    const places = run(this.track.fragments, index, MOST);
    const first = places[0];
    const last = places.at(-1);
    if (!first || !last) return;
    if (this.#header !== first.address) {
      await this.#give(await bytesOf(first.address, 0, first.header));
      this.#header = first.address;
    }
    const bytes = await bytesOf(first.address, first.offset, last.offset + last.bytes - first.offset);
    for (const place of places) await this.#place(place, bytes.subarray(place.offset - first.offset, place.offset - first.offset + place.bytes));
  }

  async #place(place: Place, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const time = decodeTime(bytes);
    if (!this.#buffer || this.#over) return;
    if (time !== null) {
      const offset = place.start - time / this.track.timescale;
      if (Math.abs(this.#buffer.timestampOffset - offset) > 0.002) this.#buffer.timestampOffset = offset;
    }
    await this.#give(bytes);
  }

  #give(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const buffer = this.#buffer;
    if (!buffer || this.#over) return Promise.resolve();
    return new Promise((resolve) => {
      buffer.addEventListener('updateend', () => resolve(), { once: true });
      buffer.appendBuffer(bytes);
    });
  }

  async #forget(): Promise<void> {
    const until = this.element.currentTime - BEHIND_S;
    const buffer = this.#buffer;
    if (!buffer || this.#over || buffer.buffered.length === 0 || buffer.buffered.start(0) >= until) return;
    await new Promise<void>((resolve) => {
      buffer.addEventListener('updateend', () => resolve(), { once: true });
      buffer.remove(0, until);
    });
  }
}

async function bytesOf(address: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(address, { headers: { Range: `bytes=${offset}-${offset + length - 1}` }, credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
