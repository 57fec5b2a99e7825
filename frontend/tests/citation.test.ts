import { describe, expect, it } from 'vitest';
import { askedFor, citationOf, momentIn } from '../src/player/citation';
import { marksInBrowser } from '../src/player/marks';
import type { HearingRecord } from '../src/player/record';

const record = { case: { number: '（2026）示0101刑初128号' } as HearingRecord['case'], sitting: 2, joined: ['（2026）示0101刑初129号'], zero_at: Date.parse('2026-11-25T09:42:15Z') };

describe('a citation', () => {
  it('names case, sitting and the time that the clock in court showed, to the millisecond', () => {
    expect(citationOf(record, 2.25)).toBe('（2026）示0101刑初128号/2/2026-11-25T17:42:17.250');
  });

  it('leads back to its moment, by any spelling of the number, and by that of a joined case', () => {
    expect(momentIn(record, citationOf(record, 7200.5))).toBe(7200.5);
    expect(momentIn(record, '(2026)示0101刑初129号/2/2026-11-25 17:42:17')).toBe(2);
    expect(askedFor(record, `#cite=${encodeURIComponent(citationOf(record, 3))}`)).toBe(3);
    expect(askedFor(record, '#t=61.5')).toBe(61.5);
  });

  it('means nothing in another case, another sitting, or where it is misspelt', () => {
    for (const other of ['（2026）示0101刑初1号/2/2026-11-25T17:42:17', '（2026）示0101刑初128号/1/2026-11-25T17:42:17', '（2026）示0101刑初128号/2/17:42', '']) expect(momentIn(record, other)).toBeNull();
    expect(askedFor(record, '')).toBeNull();
  });
});

describe('marks in a browser', () => {
  it('stay with their record, in the order of time, and survive what is not theirs', async () => {
    const kept = new Map<string, string>([['courtroom-marks-b', '{broken']]);
    const storage = { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, text: string) => void kept.set(name, text) };
    const marks = marksInBrowser('a', storage);
    const late = await marks.add(9e9, '前后矛盾');
    await marks.add(2e9, '');
    await marks.change({ ...late, note: '一致' });
    expect((await marks.list()).map((one) => [one.position, one.note])).toEqual([[2e9, ''], [9e9, '一致']]);
    await marks.remove(late.id);
    expect(await marksInBrowser('a', storage).list()).toHaveLength(1);
    expect(await marksInBrowser('b', storage).list()).toEqual([]);
  });
});
