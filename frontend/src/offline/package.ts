/** What a package says of itself to its player, by the script `player/index.js` (docs/ARCHIVE_FORMAT.md). */
import type { HearingRecord } from '../player/record';

/** Nanoseconds: where in the file, where on the timeline, how long. */
export type FileStretch = [at: number, start: number, duration: number];

export interface HearingPackage {
  format: 1 | 2;
  root: string;
  key: string;
  media: string;
  program: { file: string; stretches: FileStretch[] } | null;
  about: { court?: string; room_name?: string };
  record: HearingRecord;
  /** Of a capsule: who reads which copy. */
  mark?: string;
}

declare global {
  interface Window {
    COURTROOM_PACKAGE?: HearingPackage;
  }
}

/** Seconds of the timeline that the file shows at its second *at*. */
export function onTimeline(stretches: FileStretch[], at: number): number {
  let found = 0;
  for (const [begin, start, duration] of stretches) {
    if (at < begin / 1e9) break;
    found = (start + Math.min(at * 1e9 - begin, duration)) / 1e9;
  }
  return found;
}

/** Seconds of the file at which the second *at* of the timeline is shown, or where it goes on after it. */
export function inFile(stretches: FileStretch[], at: number): number {
  for (const [begin, start, duration] of stretches) if (at * 1e9 < start + duration) return (begin + Math.max(0, at * 1e9 - start)) / 1e9;
  const last = stretches.at(-1);
  return last ? (last[0] + last[2]) / 1e9 : 0;
}
