import { describe, expect, it } from 'vitest';
import { playables, type HearingRecord } from '../src/player/record';
import { endOf, gapsOf, happenings, holesOf, lineAt, stagesOf, voicesOf, withheldOf } from '../src/player/timeline';

const second = 1e9;
const line = (number: number, stream: string, start: number, duration: number) => ({ line: number, seq: number, stream, speaker: stream, recognised: '', text: '', start: start * second, duration: duration * second, engine: '', model: '', at: 0, revision: 0, corrected_by: '' });
const fragments = (since: number, until: number): number[] => Array.from({ length: until - since }, (_, nth) => [(since + nth) * second, second, 700 + nth, 1, 1]).flat();

/** Zero at 1000 ms: open 0–10 s, a recess until 30 s, open until 60 s; the judge's camera fails from 40 s to 45 s. */
const record: HearingRecord = {
  hearing: 'h-gallery234', case: { number: '', cause: '', title: '', secrecy: 'ordinary' }, course: 'closed', zero_at: 1000, closed_at: 61_000,
  spans: [{ since: 1000, asked: null, live: 1000, until: 11_000 }, { since: 31_000, asked: null, live: 31_000, until: 61_000 }],
  pauses: [{ reason: 'recess', note: '', since: 11_000, until: 31_000, resumes_at: null }], stages: [{ stage: 'identity', at: 2000 }, { stage: 'debate', at: 33_000 }],
  lines: [line(2, 'mic-judge', 5, 1), line(1, 'mic-judge', 2, 2.5), line(3, 'mic-defender', 6.2, 1)], notes: [{ seq: 9, at: 35_000, who: '', text: '出示照片' }],
  faults: [{ seq: 10, at: 47_000, cause: 'network-loss', track: 'cam-judge', since: 41_000, until: 46_000, text: '' }], people: [], root: null,
  takes: [{ take: 'room-demo-1', tracks: [{ name: 'cam-judge', kind: 'video', mandatory: true, files: [{ file: 'a.mp4', header: 700, fragments: [...fragments(0, 10), ...fragments(30, 40), ...fragments(45, 60)] }] }] }],
};
const tracks = playables(record);

describe('the timeline', () => {
  it('leaves a recess as wide as it was', () => {
    expect(gapsOf(record)).toEqual([{ since: 10, until: 30 }]);
    expect(endOf(record, tracks)).toBe(60);
  });

  it('lets each stage last until the next', () => {
    expect(stagesOf(record, 60)).toEqual([{ stage: 'identity', since: 1, until: 32 }, { stage: 'debate', since: 32, until: 60 }]);
  });

  it('names what should be recorded and is not, and no recess', () => {
    expect(holesOf(record, tracks[0]!)).toEqual([{ since: 40, until: 45 }]);
  });

  it('lists what happened in the order of time, faults where they began', () => {
    expect(happenings(record, tracks).map((one) => [one.kind, one.at])).toEqual([['stage', 1], ['pause', 10], ['stage', 32], ['note', 34], ['fault', 40], ['missing', 40]]);
  });

  it('calls what is sealed withheld, and nothing of it missing', () => {
    const sealed: HearingRecord = { ...record, withheld: [{ since: 39.5 * second, until: 44.6 * second, why: 'closed-hearing' }] };
    expect(happenings(sealed, tracks).map((one) => one.kind)).toEqual(['stage', 'pause', 'stage', 'note', 'withheld', 'fault']);
    expect(withheldOf(sealed)).toEqual([{ since: 39.5, until: 44.6 }]);
  });

  it('says what is shown from the far end, and calls none of it missing', () => {
    const far = { take: 'custody-centre-1', tracks: [{ name: 'cam-judge', kind: 'video' as const, mandatory: true, files: [{ file: 'b.mp4', header: 700, fragments: fragments(40, 45) }] }] };
    const filled: HearingRecord = { ...record, takes: [...record.takes, far], filled: [{ track: 'cam-judge', take: 'custody-centre-1', since: 40 * second, until: 45 * second }] };
    expect(happenings(filled, playables(filled)).map((one) => one.kind)).toEqual(['stage', 'pause', 'stage', 'note', 'fault', 'filled']);
  });

  it('joins what one voice says without a pause, and no two voices', () => {
    expect(voicesOf(record, 1).map((one) => [one.stream, one.since, one.until])).toEqual([['mic-judge', 2, 6], ['mic-defender', 6.2, 7.2]]);
    expect(voicesOf(record, 0.1)).toHaveLength(3);
  });

  it('finds the line that is spoken', () => {
    const lines = [...record.lines].sort((a, b) => a.start - b.start);
    expect([1, 2, 4.9, 5, 100].map((at) => lineAt(lines, at))).toEqual([-1, 0, 0, 1, 2]);
  });
});
