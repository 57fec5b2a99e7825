import { describe, expect, it } from 'vitest';
import { apply } from '../src/lib/fold';
import { isClosedToPublic, isCut, nextStage, recorded, stageOf } from '../src/lib/course';
import { event, now, open } from '../src/pages/gallery/fixtures';

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
