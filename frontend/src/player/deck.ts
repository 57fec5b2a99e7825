/** Keeps one sound and every picture in step. The sound is the clock; where none is recorded, time goes on without it. */
import { signal } from '@preact/signals';
import { STEER_BEYOND_S, steered } from '../lib/in-step';
import type { Feed } from './feed';
import { onwards, type HearingRecord } from './record';

const TICK_MS = 80;
const SEEK_BEYOND_S = 0.25;
const SKIP_BEYOND_S = 0.3;
/** A sound that begins needs about so long. */
const STARTING_S = 0.04;
/** A sound this near to the one before may take its place. */
const RELIEF_S = 0.15;
const LONGEST_MS = 3000;
/** So long after a jump nothing is fetched ahead before everything shows the moment itself. */
const HURRIED_MS = 1500;

export class Deck {
  /** Seconds of the hearing's timeline. */
  readonly at = signal(0);
  readonly playing = signal(false);
  readonly speed = signal(1);
  /** Changes with each tick: what depends on the elements' own state reads it. */
  readonly beat = signal(0);
  /** The last recess or other gap that was passed over: where it began and where it ended. */
  readonly skipped = signal<[from: number, to: number] | null>(null);
  /** Whether everything that was to be shown at first is shown. */
  readonly settled = signal(false);
  readonly #pictures = new Set<Feed>();
  readonly #timer: ReturnType<typeof setInterval>;
  #sound: Feed | null = null;
  /** Will be heard once it plays in step. */
  #coming: Feed | null = null;
  /** By then (wall) it is heard however it stands. */
  #comingUntil = 0;
  #moves = false;
  #wasShown = false;
  /** By then (wall) things are fetched ahead however they stand. */
  #hurriedUntil: number;
  /** While no sound is the clock: the moment that was *at* at *wall* ms. */
  #free: { at: number; wall: number } | null = null;

  constructor(
    readonly record: Pick<HearingRecord, 'zero_at' | 'spans'>,
    readonly end: number,
    readonly wall: () => number = () => performance.now(),
    from = 0,
  ) {
    this.at.value = onwards(record, from) ?? 0;
    this.#hurriedUntil = wall() + HURRIED_MS;
    this.#timer = setInterval(() => this.tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Show *feed* in step with the rest until the answer is called. */
  show(feed: Feed): () => void {
    this.#pictures.add(feed);
    feed.element.currentTime = this.at.value;
    void feed.fill(this.at.value, false);
    return () => this.#pictures.delete(feed);
  }

  /** Let *feed* be heard and be the clock, as soon as it can go on where the one before is; that one is stopped then. */
  hear(feed: Feed): void {
    this.#coming?.stop();
    this.#coming = null;
    const now = this.#now();
    void feed.fill(now, false);
    if (!this.playing.value || this.#free !== null || !this.#sound?.has(now) || !feed.has(now)) return this.#relieve(feed, false);
    this.#coming = feed;
    this.#comingUntil = this.wall() + LONGEST_MS;
    feed.element.muted = true;
    feed.element.currentTime = now + STARTING_S;
    for (const news of ['canplay', 'playing', 'seeked']) feed.element.addEventListener(news, () => this.#coming === feed && this.tick());
  }

  /** Let nothing be heard. */
  hush(): void {
    this.#coming?.stop();
    this.#sound?.stop();
    this.#coming = this.#sound = null;
    this.#free = this.#standing();
  }

  /** Hear *feed* from now on; *inStep* when it plays already. */
  #relieve(feed: Feed, inStep: boolean): void {
    const before = this.#sound;
    this.#sound = feed;
    this.#coming = null;
    feed.element.muted = false;
    before?.stop();
    if (inStep) return;
    this.#free = this.#standing();
    feed.element.currentTime = this.at.value;
  }

  toggle(): void {
    if (!this.playing.value && (onwards(this.record, this.at.value) === null || this.at.value >= this.end - SKIP_BEYOND_S)) this.seek(0);
    this.at.value = this.#now();
    this.#free = this.#standing();
    this.playing.value = !this.playing.value;
    this.tick();
    if (!this.playing.value) this.#rest();
  }

  /** A browser stops a picture or two late, and does not say so: ask each for the very moment that is not on its way there. */
  #rest(): void {
    for (const feed of this.#pictures) if (feed.has(this.at.value) && !feed.element.seeking) feed.element.currentTime = this.at.value;
  }

  run(speed: number): void {
    this.at.value = this.#now();
    if (this.#free) this.#free = this.#standing();
    this.speed.value = speed;
  }

  /** Go to *to*, or to where the record goes on from there. */
  seek(to: number): void {
    const wanted = Math.max(0, Math.min(this.end, to));
    const place = onwards(this.record, wanted) ?? this.end;
    this.skipped.value = place - wanted > SKIP_BEYOND_S ? [wanted, place] : null;
    this.at.value = place;
    this.#free = this.#standing();
    for (const feed of [this.#sound, this.#coming]) if (feed) feed.element.currentTime = place;
    for (const feed of this.#pictures) feed.element.currentTime = place;
    this.#hurriedUntil = this.wall() + HURRIED_MS;
    for (const feed of this.#all()) void feed.fill(place, false);
  }

  /** Once every 80 ms: read the clock, pass over what was not recorded, bring everything in step, fetch ahead. */
  tick(): void {
    const now = this.#now();
    const next = onwards(this.record, now);
    if (this.playing.value && (next === null || now >= this.end)) this.playing.value = false;
    else if (this.playing.value && next !== null && next > now + SKIP_BEYOND_S) return this.seek(now);
    this.at.value = Math.min(now, this.end);
    if (!this.playing.value) this.#free ??= this.#standing();
    this.#follow(this.#sound, now, true);
    this.#await(now);
    for (const feed of this.#pictures) this.#follow(feed, now, false);
    const isShown = this.#isShown(now);
    for (const feed of this.#all()) void feed.fill(now, isShown);
    if (isShown && this.#wasShown) this.settled.value = true; // once it could be drawn
    this.#wasShown = isShown;
    this.beat.value += 1;
  }

  /** Pictures first: they take longer. */
  #all(): Feed[] {
    return [...this.#pictures, this.#sound, this.#coming].filter((feed) => feed !== null);
  }

  /** Whether everything shows *now*, as far as it can, or has had its time. */
  #isShown(now: number): boolean {
    const feeds = this.#all();
    return this.wall() > this.#hurriedUntil || (feeds.length > 0 && feeds.every((feed) => !feed.has(now) || feed.ready(now) || feed.fault.value !== ''));
  }

  /** Bring the sound that is coming in step; one that has nothing to go on with is heard all the same. */
  #await(now: number): void {
    const feed = this.#coming;
    if (!feed) return;
    if (!feed.has(now) || this.#free !== null) return this.#relieve(feed, false);
    if (this.wall() > this.#comingUntil) return this.#relieve(feed, false);
    const { element } = feed;
    if (element.playbackRate !== this.speed.value) element.playbackRate = this.speed.value;
    if (element.seeking || element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) return;
    const off = element.currentTime - now;
    if (element.paused && off > STARTING_S && off < SEEK_BEYOND_S * 8) return; // its moment is still to come
    if (off < -RELIEF_S || off > SEEK_BEYOND_S) element.currentTime = now + Math.min(1.5, STARTING_S + Math.max(0, -off) * 1.5);
    else if (element.paused) void element.play().catch(() => undefined);
    else if (Math.abs(off) <= RELIEF_S) this.#relieve(feed, true);
  }

  #standing(): { at: number; wall: number } {
    return { at: this.at.value, wall: this.wall() };
  }

  /** The present moment: by the sound while it is heard, else by the wall clock; it waits for a sound that is coming. */
  #now(): number {
    this.#moves = this.playing.value;
    if (this.#free === null) return this.#bySound();
    const { at, wall } = this.#free;
    const sound = this.#sound;
    if (!this.playing.value) return at;
    if (!sound?.has(at)) {
      this.#free = { at: at + ((this.wall() - wall) / 1000) * this.speed.value, wall: this.wall() };
      return this.#free.at;
    }
    this.#free = { at, wall: this.wall() };
    this.#moves = false;
    if (sound.element.seeking) return at;
    if (Math.abs(sound.element.currentTime - at) > STEER_BEYOND_S) sound.element.currentTime = at;
    else if (sound.ready(at)) this.#free = null;
    return at;
  }

  #bySound(): number {
    const sound = this.#sound;
    const at = sound?.element.currentTime ?? this.at.value;
    if (!sound?.has(at)) this.#free = { at, wall: this.wall() }; // its recording ends here
    else if (sound.element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) this.#moves = false;
    return at;
  }

  #follow(feed: Feed | null, now: number, isSound: boolean): void {
    if (!feed) return;
    const { element } = feed;
    const runs = feed.has(now) && (isSound ? this.playing.value && this.#free === null : this.#moves);
    if (!runs && !element.paused) element.pause();
    if (runs && element.paused) void element.play().catch(() => undefined);
    if (isSound) {
      if (element.playbackRate !== this.speed.value) element.playbackRate = this.speed.value;
      return;
    }
    const off = element.currentTime - now;
    if (!feed.has(now) || (element.seeking && Math.abs(off) <= SEEK_BEYOND_S)) return; // a seek into a hole never ends
    if (Math.abs(off) > (this.#moves ? SEEK_BEYOND_S : STEER_BEYOND_S)) element.currentTime = now;
    const rate = this.playing.value ? steered(off, this.speed.value) : this.speed.value;
    if (element.playbackRate !== rate) element.playbackRate = rate;
  }
}
