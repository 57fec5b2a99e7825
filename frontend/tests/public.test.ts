import { describe, expect, it } from 'vitest';
import { Freshness, STALE_MS } from '../src/pages/public/air';
import { captionOf } from '../src/pages/public/captions';
import { daysOf, nearestDay, ofDay } from '../src/pages/public/days';
import type { Row } from '../src/pages/public/folder';

const air = (updated: number, on_air = true) => ({ on_air, why: 'live', epoch: 'e', delay_s: 30, stages: [], updated });
const row = (id: string, planned: string, status: Row['status'] = 'scheduled'): Row => ({ id, court: '', room: '', title: '', number: '', procedure: 'trial', planned_at: Date.parse(planned), status, stages: [] });

describe('what is believed of the air', () => {
  it('goes dark when the state stands still, and comes back when it moves', () => {
    const freshness = new Freshness();
    expect(freshness.judge(air(1000), 10)).toMatchObject({ on_air: true });
    expect(freshness.judge(air(1000), 10 + STALE_MS)).toMatchObject({ on_air: true });
    expect(freshness.judge(air(1000), 11 + STALE_MS)).toBe('unreachable');
    expect(freshness.judge(air(2000), 12 + STALE_MS)).toMatchObject({ on_air: true });
  });

  it('takes a state that is not on air as it stands, and an absent one as not begun', () => {
    const freshness = new Freshness();
    for (const now of [1, 10_000, 20_000]) expect(freshness.judge(air(0, false), now)).toMatchObject({ on_air: false });
    expect(freshness.judge(null, 30_000)).toBe('not-yet');
  });
});

describe('captions', () => {
  it('name the speaker apart from the words, and no mark of the format is seen', () => {
    expect(captionOf('<v 审判员>现在开庭。')).toEqual({ speaker: '审判员', text: '现在开庭。' });
    expect(captionOf('5 &lt; 6 &amp; <i>7</i>')).toEqual({ speaker: '', text: '5 < 6 & 7' });
  });
});

describe('the days', () => {
  const rows = [row('a', '2026-11-23T09:30:00+08:00'), row('b', '2026-11-23T08:30:00+08:00'), row('c', '2026-11-23T14:00:00+08:00', 'live'), row('d', '2026-11-25T00:10:00+08:00')];
  const now = Date.parse('2026-11-24T12:00:00+08:00');

  it('are those of the court’s own time zone, and today is among them', () => {
    expect(daysOf(rows, now)).toEqual(['2026-11-23', '2026-11-24', '2026-11-25']);
  });

  it('show what is on first, then what comes first', () => {
    expect(ofDay(rows, '2026-11-23').map((one) => one.id)).toEqual(['c', 'b', 'a']);
    expect(nearestDay(rows, '2026-11-24')).toBe('2026-11-25');
    expect(nearestDay(rows, '2026-11-26')).toBe('2026-11-25');
    expect(nearestDay([], '2026-11-26')).toBeNull();
  });
});
