import { describe, expect, it } from 'vitest';
import { covers, decodableFrom, decodeTime, firstAfter, onwards, playables, run, type HearingRecord } from '../src/player/record';

const second = 1e9;
const record: HearingRecord = {
  hearing: 'h-gallery234', case: { number: '', cause: '', title: '', secrecy: 'ordinary' }, course: 'closed', zero_at: 1000, closed_at: 61_000,
  spans: [{ since: 1000, asked: null, live: null, until: 11_000 }, { since: 31_000, asked: null, live: null, until: 61_000 }], pauses: [], stages: [], lines: [], notes: [], faults: [], people: [], root: null,
  takes: [{ take: 'room-demo-1', tracks: [{ name: 'cam-judge', kind: 'video', codec: 'avc3', timescale: 90_000, files: [
    { file: 'a.mp4', header: 700, runs: [[0, 700, 1, second, 10, 0, 20], [2 * second, 900, 1, second, 5]] },
    { file: 'b.mp4', header: 700, runs: [[30 * second, 700, 1, second, 10]] },
  ] }] }],
};
const fragments = playables(record)[0]!.fragments;

describe('the record on the timeline', () => {
  it('names each fragment by its file', () => {
    expect(fragments.map((place) => [place.address, place.start])).toEqual([['room-demo-1/cam-judge/a.mp4', 0], ['room-demo-1/cam-judge/a.mp4', 1], ['room-demo-1/cam-judge/a.mp4', 2], ['room-demo-1/cam-judge/b.mp4', 30]]);
  });

  it('reads durations that change, and what packages made earlier say of the same', () => {
    const place = (file: object) => playables({ takes: [{ take: 't', tracks: [{ name: 'cam-x', files: [{ file: 'a.mp4', header: 700, ...file }] }] }] })[0]!;
    const now = place({ runs: [[0, 700, 1, second, 10, second / 2, 20], [2.5 * second, 730, 0, second, 5]] });
    const earlier = place({ fragments: [0, second, 700, 10, 1, second, 1.5 * second, 710, 20, 1, 2.5 * second, second, 730, 5, 0] });
    expect(now.fragments).toEqual(earlier.fragments);
    expect(now.fragments.map((one) => [one.start, one.end, one.offset, one.bytes, one.key])).toEqual([[0, 1, 700, 10, true], [1, 2.5, 710, 20, true], [2.5, 3.5, 730, 5, false]]);
    expect(now.stretches).toEqual([{ since: 0, until: 3.5 }]);
    expect(earlier.stretches).toEqual([{ since: 0, until: 3.5 }]);
  });

  it('finds what plays at a moment, and in a gap what comes next', () => {
    expect(firstAfter(fragments, 1.5)).toBe(1);
    expect(firstAfter(fragments, 10)).toBe(3);
    expect(firstAfter(fragments, 40)).toBe(4);
  });

  it('fetches neighbours together and nothing that is not beside them', () => {
    expect(run(fragments, 0, 8)).toHaveLength(2);
    expect(run(fragments, 2, 8)).toHaveLength(1);
    expect(run(fragments, 0, 1)).toHaveLength(1);
  });

  it('knows what is recorded, and does not stop at the border of two fragments', () => {
    expect(covers(fragments, 0.5)).toBe(true);
    expect(covers(fragments, 0.95)).toBe(true);
    expect(covers(fragments, 2.95)).toBe(false); // a decoder would stand still there
    expect(covers(fragments, 10)).toBe(false);
    expect(covers(fragments, 30)).toBe(true);
  });

  it('decodes from a picture that needs no other', () => {
    const long = fragments.slice(0, 3).map((place, nth) => ({ ...place, key: nth === 0 }));
    expect(decodableFrom(long, 2)).toBe(0);
    expect(decodableFrom(fragments, 2)).toBe(2);
    expect(decodableFrom([long[0]!, { ...fragments[3]!, key: false }], 1)).toBe(1); // nothing before it can help
  });

  it('skips a recess and stops at the end', () => {
    expect(onwards(record, 5)).toBe(5);
    expect(onwards(record, 12)).toBe(30);
    expect(onwards(record, 60)).toBeNull();
  });

  it('reads the decode time of a fragment', () => {
    const box = new Uint8Array(40);
    new DataView(box.buffer).setUint32(12, 0x74666474);
    box[16] = 1;
    new DataView(box.buffer).setBigUint64(20, 90_000n);
    expect(decodeTime(box)).toBe(90_000);
    expect(decodeTime(new Uint8Array(40))).toBeNull();
  });
});
