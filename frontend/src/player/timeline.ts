/** What happened when in a hearing, as lanes of one timeline. Pure. Times are seconds of the timeline; none is moved. */
import type { HearingRecord, Playable } from './record';

export interface Stretch {
  since: number;
  until: number;
}

export type Happening =
  | { kind: 'stage'; at: number; stage: HearingRecord['stages'][number]['stage'] }
  | { kind: 'note'; at: number; text: string }
  | { kind: 'pause'; at: number; until: number | null; reason: HearingRecord['pauses'][number]['reason'] }
  | { kind: 'fault'; at: number; until: number | null; cause: string; track: string | null; text: string }
  | { kind: 'missing'; at: number; until: number; track: string }
  | { kind: 'filled'; at: number; until: number; track: string }
  | { kind: 'withheld'; at: number; until: number };

/** A hole this short is the border of a frame or packet: the ledger's own rounding. */
const ROUNDING_S = 0.1;

const seconds = (record: HearingRecord, ms: number): number => Math.max(0, (ms - (record.zero_at ?? 0)) / 1000);

/** Where the timeline ends: at closing, or with the last that is kept. */
export function endOf(record: HearingRecord, tracks: Playable[]): number {
  const kept = Math.max(0, ...tracks.map((track) => track.stretches.at(-1)?.until ?? 0));
  const spans = record.spans.map((span) => (span.until === null ? 0 : seconds(record, span.until)));
  return Math.max(kept, ...spans);
}

/** The stages one after another; each lasts until the next, the last until *end*. */
export function stagesOf(record: HearingRecord, end: number): (Stretch & { stage: HearingRecord['stages'][number]['stage'] })[] {
  return record.stages.map((entry, nth) => {
    const next = record.stages[nth + 1];
    return { stage: entry.stage, since: seconds(record, entry.at), until: next ? seconds(record, next.at) : end };
  });
}

/** Who spoke when; utterances of one voice that follow within *bridge* seconds are one block. */
export function voicesOf(record: HearingRecord, bridge: number): (Stretch & { stream: string; speaker: string })[] {
  const found: (Stretch & { stream: string; speaker: string })[] = [];
  for (const line of [...record.lines].sort((a, b) => a.start - b.start)) {
    const since = line.start / 1e9;
    const until = since + line.duration / 1e9;
    const before = found.at(-1);
    if (before && before.stream === line.stream && since - before.until <= bridge) before.until = Math.max(before.until, until);
    else found.push({ stream: line.stream, speaker: line.speaker, since, until });
  }
  return found;
}

/** Stretches in which the hearing was not recorded, lawfully: what lies between the spans. */
export function gapsOf(record: HearingRecord): Stretch[] {
  const found: Stretch[] = [];
  for (const [nth, span] of record.spans.entries()) {
    const next = record.spans[nth + 1];
    if (span.until !== null && next) found.push({ since: seconds(record, span.until), until: seconds(record, next.since) });
  }
  return found;
}

/** Sealed stretches that this copy leaves out. */
export function withheldOf(record: Pick<HearingRecord, 'withheld'>): Stretch[] {
  return (record.withheld ?? []).map((one) => ({ since: one.since / 1e9, until: one.until / 1e9 }));
}

/** A fragment that reaches into what is withheld is left out whole. */
const FRAGMENT_S = 2;

/** Stretches of an open hearing that a track should hold and does not. */
export function holesOf(record: HearingRecord, track: Playable): Stretch[] {
  const found: Stretch[] = [];
  for (const span of record.spans) {
    if (span.live === null || span.until === null) continue;
    const until = seconds(record, span.until);
    let at = seconds(record, span.live);
    for (const kept of track.stretches) {
      if (kept.until <= at || kept.since >= until) continue;
      if (kept.since - at > ROUNDING_S) found.push({ since: at, until: kept.since });
      at = Math.max(at, kept.until);
    }
    if (until - at > ROUNDING_S) found.push({ since: at, until });
  }
  return found;
}

/** Everything that can be gone to, in the order of time. */
export function happenings(record: HearingRecord, tracks: Playable[]): Happening[] {
  const optional = (ms: number | null) => (ms === null ? null : seconds(record, ms));
  const withheld = withheldOf(record);
  const isWithheld = (hole: Stretch) => withheld.some((one) => hole.since > one.since - FRAGMENT_S && hole.until < one.until + FRAGMENT_S);
  const found: Happening[] = [
    ...record.stages.map((entry): Happening => ({ kind: 'stage', at: seconds(record, entry.at), stage: entry.stage })),
    ...record.notes.map((note): Happening => ({ kind: 'note', at: seconds(record, note.at), text: note.text })),
    ...record.pauses.map((pause): Happening => ({ kind: 'pause', at: seconds(record, pause.since), until: optional(pause.until), reason: pause.reason })),
    ...record.faults.map((fault): Happening => ({ kind: 'fault', at: seconds(record, fault.since ?? fault.at), until: optional(fault.until), cause: fault.cause, track: fault.track, text: fault.text })),
    ...tracks.filter((track) => track.mandatory).flatMap((track) => holesOf(record, track).filter((hole) => !isWithheld(hole)).map((hole): Happening => ({ kind: 'missing', at: hole.since, until: hole.until, track: track.name }))),
    ...(record.filled ?? []).map((one): Happening => ({ kind: 'filled', at: one.since / 1e9, until: one.until / 1e9, track: one.track })),
    ...withheld.map((one): Happening => ({ kind: 'withheld', at: one.since, until: one.until })),
  ];
  return found.sort((a, b) => a.at - b.at);
}

/** Index of the line that is spoken at *at*, or was last; -1 before the first. Lines are in the order of time. */
export function lineAt(lines: HearingRecord['lines'], at: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.start / 1e9 <= at + 0.05) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}


