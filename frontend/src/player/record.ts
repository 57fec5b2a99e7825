/** What is recorded of a hearing, as panel and package describe it, and how to find a fragment in it. */
import type { HearingState, Role } from '../lib/words';

export interface FileRecord {
  file: string;
  header: number;
  /** Files of one track that say the same number have the same header. */
  head?: number;
  /** Fragments that touch, as one list each (docs/ARCHIVE_FORMAT.md). */
  runs?: number[][];
  /** In packages made earlier: fragments one after another, five numbers each. */
  fragments?: number[];
}

export interface TrackRecord {
  name: string;
  kind?: 'video' | 'audio';
  codec?: 'avc3' | 'Opus';
  timescale?: number;
  mandatory?: boolean;
  files: FileRecord[];
}

export interface Person {
  id: string;
  name: string;
  role: Role;
}

export interface HearingRecord {
  hearing: string;
  case: HearingState['case'];
  course: HearingState['course'];
  /** 庭次; packages made earlier do not say it here. */
  sitting?: number;
  /** Numbers that the case got after it was filed. */
  numbers?: string[];
  /** Numbers of cases heard together with this one. */
  joined?: string[];
  zero_at: number | null;
  closed_at: number | null;
  spans: HearingState['spans'];
  pauses: HearingState['pauses'];
  stages: HearingState['stages'];
  takes: { take: string; tracks: TrackRecord[] }[];
  lines: HearingState['lines'];
  notes: HearingState['notes'];
  faults: HearingState['faults'];
  people: Person[];
  root: string | null;
  /** Sealed stretches (ns) of which this copy holds nothing. */
  withheld?: { since: number; until: number; why: 'closed-hearing' | 'protected-person' | 'mediation' }[];
  /** What the court's record lost of a remote person and the far end's holds (ns): it is shown from there. */
  filled?: { track: string; take: string; since: number; until: number }[];
  /** What people signed when the hearing closed. */
  closing?: ShownClosing | null;
}

export interface ShownClosing {
  root: string;
  code: string;
  at: number;
  behind: string[];
  /** An SVG document. */
  qr: string;
}

/** One fragment and where its bytes are. Seconds of the timeline. */
export interface Place {
  address: string;
  header: number;
  /** Places that say the same have the same header. */
  head: string;
  start: number;
  end: number;
  offset: number;
  bytes: number;
  /** It can be shown without the one before. */
  key: boolean;
}

export interface Playable {
  name: string;
  kind: 'video' | 'audio';
  timescale: number;
  mandatory: boolean;
  /** In the order of time. */
  readonly fragments: Place[];
  /** From when until when something is kept, in the order of time. */
  readonly stretches: { since: number; until: number }[];
}

/** Neighbours this near to each other touch: media are kept to the nanosecond, and a decoder bridges less than a frame. */
const TOUCH_S = 0.03;
/** A decoder stops this much before the end of what it was given. */
const EDGE_S = 0.12;

/** All tracks of all takes; takes of one name follow one another. Times are seconds of the hearing's timeline. */
export function playables(record: Pick<HearingRecord, 'takes'>): Playable[] {
  const found = new Map<string, Track>();
  for (const { take, tracks } of record.takes) {
    for (const track of tracks) {
      const known = found.get(track.name) ?? new Track(track);
      for (const file of track.files) known.add(`${take}/${track.name}/`, file);
      found.set(track.name, known);
    }
  }
  return [...found.values()].filter((track) => track.stretches.length);
}

/** One track of a record. Three hours are ten thousand fragments: they are only spelled out for what is played. */
class Track implements Playable {
  readonly name: string;
  readonly kind: 'video' | 'audio';
  readonly timescale: number;
  readonly mandatory: boolean;
  readonly #files: [folder: string, file: FileRecord][] = [];
  #fragments: Place[] | null = null;
  #stretches: { since: number; until: number }[] | null = null;

  constructor(about: TrackRecord) {
    this.name = about.name;
    this.kind = about.kind ?? (about.codec === 'Opus' ? 'audio' : 'video');
    this.timescale = about.timescale ?? (this.kind === 'audio' ? 48_000 : 90_000);
    this.mandatory = about.mandatory ?? false;
  }

  add(folder: string, file: FileRecord): void {
    if (file.runs?.length || file.fragments?.length) this.#files.push([folder, file]);
  }

  get fragments(): Place[] {
    return (this.#fragments ??= this.#files.flatMap(([folder, file]) => placesOf(folder, file)).sort((a, b) => a.start - b.start));
  }

  get stretches(): { since: number; until: number }[] {
    return (this.#stretches ??= joined(this.#files.flatMap(([, file]) => kept(file)).sort((a, b) => a.since - b.since)));
  }
}

/** Call *each* with every fragment of a file: start and duration in ns of the timeline. */
function eachFragment({ runs = [], fragments = [] }: FileRecord, each: (start: number, duration: number, offset: number, bytes: number, key: boolean) => void): void {
  for (const run of runs) {
    let [start = 0, offset = 0] = run;
    const key = run[2] === 1;
    for (let n = 3, duration = 0; n < run.length; n += 2) {
      duration += run[n]!;
      each(start, duration, offset, run[n + 1]!, key);
      start += duration;
      offset += run[n + 1]!;
    }
  }
  for (let n = 0; n < fragments.length; n += 5) each(fragments[n]!, fragments[n + 1]!, fragments[n + 2]!, fragments[n + 3]!, fragments[n + 4] === 1);
}

function placesOf(folder: string, file: FileRecord): Place[] {
  const found: Place[] = [];
  const { header } = file;
  const address = folder + file.file;
  const head = folder + (file.head ?? file.file);
  eachFragment(file, (start, duration, offset, bytes, key) => found.push({ address, header, head, start: start / 1e9, end: (start + duration) / 1e9, offset, bytes, key }));
  return found;
}

/** Stretches of one file, neighbours that touch as one. */
function kept(file: FileRecord): { since: number; until: number }[] {
  const found: { since: number; until: number }[] = [];
  let [since, until] = [-1, -1];
  eachFragment(file, (start, duration) => {
    if (start > until) {
      if (until >= 0) found.push({ since: since / 1e9, until: until / 1e9 });
      since = start;
    }
    until = Math.max(until, start + duration);
  });
  found.push({ since: since / 1e9, until: until / 1e9 });
  return found;
}

function joined(stretches: { since: number; until: number }[]): { since: number; until: number }[] {
  const found: { since: number; until: number }[] = [];
  for (const { since, until } of stretches) {
    const before = found.at(-1);
    if (before && since <= before.until) before.until = Math.max(before.until, until);
    else found.push({ since, until });
  }
  return found;
}

/** The take that holds something of *track* at *at*; null where none does. */
export function takeAt(record: Pick<HearingRecord, 'takes'>, track: string, at: number): string | null {
  const ns = at * 1e9;
  for (const { take, tracks } of record.takes) {
    for (const file of tracks.find((one) => one.name === track)?.files ?? []) {
      let holds = false;
      eachFragment(file, (start, duration) => (holds ||= start <= ns && ns < start + duration));
      if (holds) return take;
    }
  }
  return null;
}

/** Index of the first fragment that ends after *at*. */
export function firstAfter(fragments: Place[], at: number): number {
  let low = 0;
  let high = fragments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((fragments[middle]?.end ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether something is recorded at *at* and goes on long enough for a decoder not to stand still. */
export function covers(fragments: Place[], at: number): boolean {
  const index = firstAfter(fragments, at);
  const place = fragments[index];
  if (!place || place.start > at + TOUCH_S) return false;
  const next = fragments[index + 1];
  return place.end - at > EDGE_S || (next !== undefined && next.start - place.end <= TOUCH_S);
}

/** Index of the fragment from which decoding must begin so that fragment *index* can be shown. */
export function decodableFrom(fragments: Place[], index: number): number {
  let from = index;
  while (from > 0 && !fragments[from]!.key && fragments[from]!.start - fragments[from - 1]!.end <= TOUCH_S) from -= 1;
  return from;
}

/** Neighbouring fragments of one file, at most *most*, to be fetched as one byte range. */
export function run(fragments: Place[], from: number, most: number): Place[] {
  const first = fragments[from];
  const found: Place[] = [];
  for (let next = from; first && next < fragments.length && found.length < most; next += 1) {
    const place = fragments[next]!;
    const before = found.at(-1);
    if (before && (place.address !== before.address || place.offset !== before.offset + before.bytes)) break;
    found.push(place);
  }
  return found;
}

/** The decode time in a fragment's ``tfdt`` box, in the track's timescale; null where there is none. */
export function decodeTime(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 4; at + 16 <= Math.min(bytes.length, 2048); at += 1) {
    if (view.getUint32(at) !== 0x74666474) continue; // "tfdt"
    return view.getUint8(at + 4) === 1 ? Number(view.getBigUint64(at + 8)) : view.getUint32(at + 8);
  }
  return null;
}

/** Where the record goes on from *at*: *at* itself inside a span, else the next span's beginning; null at the end. */
export function onwards(record: Pick<HearingRecord, 'zero_at' | 'spans'>, at: number): number | null {
  const zero = record.zero_at ?? 0;
  for (const span of record.spans) {
    const since = (span.since - zero) / 1000;
    const until = span.until === null ? Infinity : (span.until - zero) / 1000;
    if (at < until - 0.25) return Math.max(at, since);
  }
  return null;
}
