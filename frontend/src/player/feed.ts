/** Feeds one track into one media element, each fragment at its place on the hearing's timeline. */
import { signal } from '@preact/signals';
import type { Reader } from './reading';
import { covers, decodableFrom, decodeTime, firstAfter, run, type Place, type Playable } from './record';

const AHEAD_S = 20;
const BEHIND_S = 30;
const FAR_S = 60;
const MOST = 8;
/** So much from a moment on is enough to show it. */
const FIRST_S = 0.5;
/** Fragments this near to where their decode times put them need no other offset. */
const SAME_S = 0.002;

const kinds = { video: 'video/mp4; codecs="avc3.42e01f"', audio: 'audio/mp4; codecs="opus"' };

type Bytes = Uint8Array<ArrayBuffer>;

export class Feed {
  /** Why nothing comes, in a machine's words; empty while all is well. */
  readonly fault = signal('');
  readonly #source = new MediaSource();
  readonly #address = URL.createObjectURL(this.#source);
  /** Indexes of the fragments that the buffer was given and still holds. */
  readonly #held = new Set<number>();
  /** Headers that were read, by what they are called. */
  readonly #heads = new Map<string, Bytes>();
  readonly #opened: Promise<void>;
  #buffer: SourceBuffer | null = null;
  /** The header that the buffer has. */
  #head = '';
  #last = -2;
  /** What is wanted now: around which moment, and whether more than that moment. */
  #at: number;
  #ahead = false;
  #busy = false;
  #over = false;
  /** Ends what is being read, when it is wanted no more. */
  #reading: { from: number; to: number; stop: AbortController } | null = null;

  constructor(
    readonly track: Playable,
    readonly element: HTMLMediaElement,
    readonly read: Reader,
    /** Called when it is stopped. */
    readonly left: () => void = () => undefined,
  ) {
    this.#at = element.currentTime;
    this.#opened = new Promise((opened) => this.#source.addEventListener('sourceopen', () => {
      this.#buffer = this.#source.addSourceBuffer(kinds[track.kind]);
      this.#source.duration = track.stretches.at(-1)?.until ?? 0;
      opened();
    }, { once: true }));
    element.src = this.#address;
  }

  stop(): void {
    this.#over = true;
    this.#reading?.stop.abort();
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

  /** Fetch what is missing at *at*, and with *ahead* what comes after it. Says in `fault` what failed. */
  async fill(at: number, ahead = true): Promise<void> {
    this.#at = at;
    this.#ahead = ahead;
    this.#hurry();
    if (this.#busy || this.#over) return;
    this.#busy = true;
    try {
      for (let next = this.#wanted(); next !== null && !this.#over; next = this.#wanted()) await this.#append(next);
      await this.#forget();
      this.fault.value = '';
    } catch (fault) {
      this.fault.value = String(fault);
    } finally {
      this.#busy = false;
    }
  }

  /** Give up what is being read where the moment itself is not in it, and is wanted first. */
  #hurry(): void {
    const { fragments } = this.track;
    const index = firstAfter(fragments, this.#at);
    const isNeeded = index < fragments.length && fragments[index]!.start <= this.#at + FIRST_S && !this.#held.has(index);
    if (isNeeded && this.#reading && (index < this.#reading.from || index > this.#reading.to)) this.#reading.stop.abort();
  }

  /** The first fragment that is wanted and the buffer does not hold, and from which one on it must be decoded. */
  #wanted(): { from: number; index: number } | null {
    const { fragments } = this.track;
    const until = this.#at + (this.#ahead ? AHEAD_S : FIRST_S);
    for (let index = firstAfter(fragments, this.#at); index < fragments.length; index += 1) {
      if (fragments[index]!.start > until) return null;
      if (this.#held.has(index)) continue;
      return { from: this.#last === index - 1 ? index : decodableFrom(fragments, index), index };
    }
    return null;
  }

  /** Fetch several fragments; after a jump only what is to be seen at once. */
  async #append({ from, index }: { from: number; index: number }): Promise<void> {
    const { fragments } = this.track;
    const isNext = this.#last === from - 1;
    const enough = isNext && this.#ahead ? MOST : Math.max(index, firstAfter(fragments, this.#at + FIRST_S)) - from + 1;
    const places = run(fragments, from, enough);
    const first = places[0];
    const last = places.at(-1);
    if (!first || !last) return;
    const stop = new AbortController();
    this.#reading = { from, to: from + places.length - 1, stop };
    try {
      const [front, bytes] = await this.#read(first, last.offset + last.bytes - first.offset, stop.signal);
      await this.#opened;
      await this.#give(places, front, bytes);
    } catch (fault) {
      if (!stop.signal.aborted) throw fault;
      return; // something else is wanted meanwhile
    } finally {
      this.#reading = null;
    }
    for (const nth of places.keys()) this.#held.add(from + nth);
    this.#last = from + places.length - 1;
  }

  /** Read from *first* on, and the header where the buffer has another: in one go where they lie together. */
  async #read(first: Place, length: number, signal: AbortSignal): Promise<[front: Bytes | null, bytes: Bytes]> {
    const known = this.#heads.get(first.head);
    if (this.#head === first.head || known) return [known && this.#head !== first.head ? known : null, await this.read(first.address, first.offset, length, signal)];
    if (first.offset === first.header) {
      const both = await this.read(first.address, 0, first.header + length, signal);
      this.#heads.set(first.head, both.subarray(0, first.header));
      return [both.subarray(0, first.header), both.subarray(first.header)];
    }
    const [front, bytes] = await Promise.all([this.read(first.address, 0, first.header, signal), this.read(first.address, first.offset, length, signal)]);
    this.#heads.set(first.head, front);
    return [front, bytes];
  }

  /** Put fragments at their places; neighbours whose decode times agree go in together. */
  async #give(places: Place[], front: Bytes | null, bytes: Bytes): Promise<void> {
    const first = places[0]!;
    if (front) {
      await this.#change((buffer) => buffer.appendBuffer(front));
      this.#head = first.head;
    }
    let since = 0;
    let offset = this.#buffer?.timestampOffset ?? 0;
    for (const place of places) {
      const at = place.offset - first.offset;
      const time = decodeTime(bytes.subarray(at));
      const due = time === null ? offset : place.start - time / this.track.timescale;
      if (Math.abs(due - offset) <= SAME_S) continue;
      await this.#put(bytes.subarray(since, at), offset);
      [since, offset] = [at, due];
    }
    await this.#put(bytes.subarray(since), offset);
  }

  async #put(bytes: Bytes, offset: number): Promise<void> {
    if (!bytes.length || !this.#buffer || this.#over) return;
    if (this.#buffer.timestampOffset !== offset) this.#buffer.timestampOffset = offset;
    await this.#change((buffer) => buffer.appendBuffer(bytes));
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
  async #forget(): Promise<void> {
    const { fragments } = this.track;
    const front = decodableFrom(fragments, Math.min(firstAfter(fragments, this.#at - BEHIND_S), fragments.length - 1));
    const back = firstAfter(fragments, this.#at + FAR_S);
    const gone = [...this.#held].filter((index) => index < front || index > back);
    if (!gone.length) return;
    if (gone.some((index) => index < front) && fragments[front]!.start > 0) await this.#change((buffer) => buffer.remove(0, fragments[front]!.start));
    if (gone.some((index) => index > back)) await this.#change((buffer) => buffer.remove(fragments[back]!.end, Infinity));
    for (const index of gone) this.#held.delete(index);
    if (gone.includes(this.#last)) this.#last = -2;
  }
}
