import { describe, expect, it } from 'vitest';
import { apply } from '../src/lib/fold';
import { isClosedToPublic, isCut, nextStage, recorded, stageOf } from '../src/lib/course';
import { event, now, open } from '../src/pages/gallery/fixtures';
import type { HearingState } from '../src/lib/words';

describe('the hearing on a page follows its log', () => {
  it('a recess asked for keeps recording until it takes effect, and can be undone', () => {
    const asked = apply(open, event('recess-asked', { reason: 'recess', note: '', effective_at: now + 10_000 }));
    expect(asked.course).toBe('open');
    expect(asked.pending?.effective_at).toBe(now + 10_000);
    expect(asked.spans.at(-1)?.until).toBeNull();

    const undone = apply(asked, { ...event('recess-undone', {}), seq: asked.seq + 1 });
    expect(undone.pending).toBeNull();
  });

  it('a recess ends the record at its own moment and resuming begins a new span', () => {
    const paused = apply(open, event('paused', { reason: 'recess', since: now }));
    expect(paused.course).toBe('paused');
    expect(paused.spans.at(-1)?.until).toBe(now);
    expect(recorded(paused, now + 60_000)).toBe(recorded(open, now));

    const asked = apply(paused, { ...event('resume-asked', {}), at: now + 60_000, seq: paused.seq + 1 });
    expect(asked.course).toBe('resuming');
    expect(asked.pauses.at(-1)?.until).toBe(now + 60_000);
    expect(asked.spans).toHaveLength(2);
  });

  it('an event that is already known changes nothing', () => {
    expect(apply(open, { ...event('closed', { since: now }), seq: open.seq })).toBe(open);
  });

  it('one key leads to the stage that follows', () => {
    expect(nextStage(open)).toBe('debate');
    const next = apply(open, event('stage-entered', { stage: 'debate' }));
    expect(stageOf(next)).toBe('debate');
    expect(next.touched['stage']).toBe(open.seq + 1);
  });

  it('muting and unmuting concern one microphone', () => {
    const muted = apply(open, event('mic-muted', { stream: 'mic-judge' }));
    expect(Object.keys(muted.muted).sort()).toEqual(['mic-clerk', 'mic-judge']);
    const again = apply(muted, { ...event('mic-unmuted', { stream: 'mic-clerk' }), seq: muted.seq + 1 });
    expect(Object.keys(again.muted)).toEqual(['mic-judge']);
  });

  it('a correction keeps what was recognised', () => {
    const said = apply(open, event('line-corrected', { line: 2, revision: 1, text: '更正后的话' }));
    const line = said.lines.find((one) => one.line === 2);
    expect(line?.text).toBe('更正后的话');
    expect(line?.recognised).toContain('血液酒精含量');
    expect(line?.revision).toBe(1);
  });

  it('people arrive with their checks, are admitted and leave', () => {
    const arrived = apply(open, event('arrived', { participant: 'p-3', checks: { camera: 'bad' } }));
    expect(arrived.participants['p-3']).toMatchObject({ presence: 'waiting', checks: { camera: 'bad' } });
    const admitted = apply(arrived, { ...event('admitted', { participant: 'p-3' }), seq: arrived.seq + 1 });
    expect(admitted.participants['p-3']?.presence).toBe('admitted');
    expect(admitted.touched['participant:p-3']).toBe(arrived.seq + 1);
  });

  it('a cut holds until a judge restores', () => {
    const cut = apply(open, event('broadcast-cut', { from_at: now, reason: '' }));
    expect(isCut(cut)).toBe(true);
    expect(isCut(apply(cut, { ...event('broadcast-restored', {}), seq: cut.seq + 1 }))).toBe(false);
  });

  it('a decision about the public is what was decided last', () => {
    const sealed = apply(open, event('openness-set', { openness: 'closed', range: 'from-now', judge: '陈明', reason: '隐私' }));
    expect(isClosedToPublic(sealed)).toBe(true);
    expect(isClosedToPublic(open)).toBe(false);
  });
});

describe('evidence', () => {
  const shown = { showing: 's-1', source: { kind: 'exhibit', exhibit: 'e-1', stream: null }, title: '鉴定意见', kind: 'pdf', pages: 3, page: 1, targets: ['bench', 'recording'], private: false, sha256: 'a'.repeat(64) };
  const next = (state: HearingState, type: string, more: object): HearingState => apply(state, { ...event(type as never, more), seq: state.seq + 1 } as never);

  it('is shown one at a time, turned, marked and withdrawn', () => {
    let state = next(open, 'evidence-presented', shown);
    state = next(state, 'evidence-page-turned', { showing: 's-1', page: 2, sha256: 'b'.repeat(64) });
    state = next(state, 'evidence-marked', { showing: 's-1', page: 2, mark: 1, points: [[0.1, 0.2]], tool: 'pen', colour: 'red' });
    expect(state.showings[0]).toMatchObject({ page: 2, last_mark: 1, until: null });
    state = next(state, 'evidence-presented', { ...shown, showing: 's-2' });
    expect(state.showings.map((one) => one.until === null)).toEqual([false, true]);
    expect(state.showings[0]?.marks).toEqual([]);
    state = next(state, 'evidence-withdrawn', { showing: 's-2' });
    expect(state.showings.every((one) => one.until !== null)).toBe(true);
  });

  it('plays for all from one state, and a film filed before lengths were known plays too', () => {
    let state = next(open, 'evidence-presented', { ...shown, kind: 'video', duration_ms: 90_000 });
    expect(state.showings[0]).toMatchObject({ duration_ms: 90_000, playback: { playing: false, position_ms: 0 } });
    state = next(state, 'evidence-played', { showing: 's-1', playing: true, position_ms: 12_000, at: now + 5 });
    expect(state.showings[0]?.playback).toEqual({ playing: true, position_ms: 12_000, at: now + 5 });
    state = next(state, 'evidence-presented', { ...shown, showing: 's-2', kind: 'audio' });
    expect(state.showings[0]?.playback).toBeNull();
    expect(state.showings[1]?.duration_ms).toBeNull();
  });

  it('is not shown in a recess', () => {
    const state = next(next(open, 'evidence-presented', shown), 'paused', { reason: 'recess', since: now });
    expect(state.showings[0]?.until).toBeTypeOf('number');
  });
});
