/** Feeds one track into one media element, each fragment at its place on the hearing's timeline. */
import { signal } from '@preact/signals';
import type { Reader } from './reading';
import { covers, decodableFrom, decodeTime, firstAfter, run, type Place, type Playable } from './record';

const AHEAD_S = 20;
const BEHIND_S = 30;
const FAR_S = 60;
const MOST = 8;
const FIRST = 2;

const kinds = { video: 'video/mp4; codecs="avc3.42e01f"', audio: 'audio/mp4; codecs="opus"' };

type Bytes = Uint8Array<ArrayBuffer>;

export class Feed {
  /** Why nothing comes, in a machine's words; empty while all is well. */
  readonly fault = signal('');
  readonly #source = new MediaSource();
  readonly #address = URL.createObjectURL(this.#source);
  /** Indexes of the fragments that the buffer was given and still holds. */
  readonly #held = new Set<number>();
  #buffer: SourceBuffer | null = null;
  #header = '';
  #last = -1;
  #busy = false;
  #over = false;

  constructor(
    readonly track: Playable,
    readonly element: HTMLMediaElement,
    readonly read: Reader,
    /** Called when it is stopped. */
    readonly left: () => void = () => undefined,
  ) {
    this.#source.addEventListener('sourceopen', () => {
      this.#buffer = this.#source.addSourceBuffer(kinds[track.kind]);
      this.#source.duration = track.stretches.at(-1)?.until ?? 0;
      void this.fill();
    }, { once: true });
    element.src = this.#address;
  }

  stop(): void {
    this.#over = true;
    this.element.removeAttribute('src');
    this.element.load();
    this.left();
    URL.revokeObjectURL(this.#address);
  }

  /** Whether there is something recorded at *at*. */
  has(at: number): boolean {
    return covers(this.track.fragments, at);
  }

  /** Whether the element can show what is recorded at *at* now. */
  ready(at: number): boolean {
    return this.has(at) && !this.element.seeking && this.element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
  }

  /** Fetch what is missing around *at* (the element's own time where none is given). Says in `fault` what failed. */
  async fill(at = this.element.currentTime): Promise<void> {
    if (this.#busy || this.#over || !this.#buffer) return;
    this.#busy = true;
    try {
      for (let next = this.#wanted(at); next !== null && !this.#over; next = this.#wanted(at)) {
        const isJump = this.#last !== next.from - 1;
        await this.#append(next);
        if (isJump && this.element.seeking) break; // first show what was sought; the next tick fetches ahead
      }
      await this.#forget(at);
      this.fault.value = '';
    } catch (fault) {
      this.fault.value = String(fault);
    } finally {
      this.#busy = false;
    }
  }

  /** The first fragment around *at* that the buffer does not hold, and from which one on it must be decoded. */
  #wanted(at: number): { from: number; index: number } | null {
    const { fragments } = this.track;
    for (let index = firstAfter(fragments, at); index < fragments.length; index += 1) {
      if (fragments[index]!.start > at + AHEAD_S) return null;
      if (this.#held.has(index)) continue;
      return { from: this.#last === index - 1 ? index : decodableFrom(fragments, index), index };
    }
    return null;
  }

  /** Fetch several fragments; after a jump only what is to be seen at once. */
  async #append({ from, index }: { from: number; index: number }): Promise<void> {
    const places = run(this.track.fragments, from, this.#last === from - 1 ? MOST : index - from + FIRST);
    const first = places[0];
    const last = places.at(-1);
    if (!first || !last) return;
    const [front, bytes] = await this.#read(first, last.offset + last.bytes - first.offset);
    if (front) {
      await this.#give(front);
      this.#header = first.address;
    }
    for (const [nth, place] of places.entries()) {
      await this.#place(place, bytes.subarray(place.offset - first.offset, place.offset - first.offset + place.bytes));
      this.#held.add(from + nth);
      this.#last = from + nth;
    }
  }

  /** Read from *first* on, and the file's header where the buffer has another file's: in one go where they lie together. */
  async #read(first: Place, length: number): Promise<[front: Bytes | null, bytes: Bytes]> {
    if (this.#header === first.address) return [null, await this.read(first.address, first.offset, length)];
    if (first.offset === first.header) {
      const both = await this.read(first.address, 0, first.header + length);
      return [both.subarray(0, first.header), both.subarray(first.header)];
    }
    return Promise.all([this.read(first.address, 0, first.header), this.read(first.address, first.offset, length)]);
  }

  async #place(place: Place, bytes: Bytes): Promise<void> {
    const time = decodeTime(bytes);
    if (!this.#buffer || this.#over) return;
    if (time !== null) {
      const offset = place.start - time / this.track.timescale;
      if (Math.abs(this.#buffer.timestampOffset - offset) > 0.002) this.#buffer.timestampOffset = offset;
    }
    await this.#give(bytes);
  }

  #give(bytes: Bytes): Promise<void> {
    return this.#change((buffer) => buffer.appendBuffer(bytes));
  }

  #change(how: (buffer: SourceBuffer) => void): Promise<void> {
    const buffer = this.#buffer;
    if (!buffer || this.#over) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const failed = () => reject(new Error(`${this.track.name}: ${this.element.error?.message ?? 'the decoder refused it'}`));
      buffer.addEventListener('error', failed, { once: true });
      buffer.addEventListener('updateend', () => (buffer.removeEventListener('error', failed), resolve()), { once: true });
      how(buffer);
    });
  }

  /** Let go of what lies far behind, cut at a picture that needs no other, and of what lies far ahead. */
  async #forget(at: number): Promise<void> {
    const { fragments } = this.track;
    const front = decodableFrom(fragments, Math.min(firstAfter(fragments, at - BEHIND_S), fragments.length - 1));
    const back = firstAfter(fragments, at + FAR_S);
    const gone = [...this.#held].filter((index) => index < front || index > back);
    if (!gone.length) return;
    if (gone.some((index) => index < front) && fragments[front]!.start > 0) await this.#change((buffer) => buffer.remove(0, fragments[front]!.start));
    if (gone.some((index) => index > back)) await this.#change((buffer) => buffer.remove(fragments[back]!.end, Infinity));
    for (const index of gone) this.#held.delete(index);
    if (gone.includes(this.#last)) this.#last = -1;
  }
}
