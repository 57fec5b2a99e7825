import { describe, expect, it } from 'vitest';
import { apply } from '../src/lib/fold';
import { byNeed, keyState, offered, recommended, type Scene } from '../src/lib/scene-keys';
import { isScreened } from '../src/lib/scenes';
import type { SceneNow } from '../src/lib/words';
import { event, item, open, scene } from '../src/pages/gallery/fixtures';

const report = (more: object): SceneNow => scene(more) as SceneNow;

describe('scene keys say what the room says', () => {
  it('a key is on only when every device has answered, and is never lit by the finger', () => {
    expect(keyState('debate', undefined)).toBe('rest');
    expect(keyState('debate', report({ scene: 'evidence' }))).toBe('rest');
    expect(keyState('debate', report({ scene: 'debate', asked: 61, outcome: 'pending' }))).toBe('pending');
    expect(keyState('debate', report({ scene: 'debate', asked: 61 }))).toBe('on');
    expect(keyState('debate', report({ scene: 'debate', asked: 61, outcome: 'partly' }))).toBe('fault');
    expect(keyState('debate', report({ scene: 'debate', asked: 61, alarming: ['mic.witness'] }))).toBe('fault');
    expect(keyState('open', report({ scene: 'open', asked: null }))).toBe('auto');
  });

  it('power is offered before and after the session, everything of the procedure in it', () => {
    expect(offered({ ...open, course: 'preparing' }).own).toContain('power-down');
    expect(offered({ ...open, course: 'closed' }).own).toContain('power-down');
    const { own, others } = offered(open);
    expect([...own, ...others].some((one) => one.startsWith('power'))).toBe(false);
    expect(own).toContain('witness-protection');
    expect(new Set([...own, ...others]).size).toBe(own.length + others.length);
    expect(offered({ ...open, procedure: 'sentence-reduction' }).own.slice(0, 7).every((one) => one.startsWith('reduction-'))).toBe(true);
  });

  it('the scene of the stage is suggested, and the seven steps follow one another', () => {
    expect(recommended(open)).toBe('evidence');
    let state = { ...open, procedure: 'sentence-reduction' as const };
    const walked: (Scene | null)[] = [];
    for (let step = 0; step < 7; step += 1) {
      const next = recommended(state);
      walked.push(next);
      state = { ...state, ...apply(state, { ...event('scene-asked', { scene: next }), seq: state.seq + 1 }), procedure: 'sentence-reduction' };
    }
    expect(walked).toEqual(['reduction-identity', 'reduction-participants', 'reduction-proposal', 'reduction-opinion', 'reduction-facts', 'reduction-statement', 'reduction-summary']);
  });

  it('what is amiss stands first', () => {
    const items = [item('mic.judge', 'open'), item('route.gallery', 'court', 'pending'), item('display.gallery', 'shown', 'failed')];
    expect(byNeed(items).map((one) => one.name)).toEqual(['display.gallery', 'route.gallery', 'mic.judge']);
  });
});

describe('what a scene withholds follows the log', () => {
  it('goes up with the tap and down with the room’s answer to the last one', () => {
    const asked = apply(open, event('scene-asked', { scene: 'mediation' }));
    expect(isScreened(asked, 'public')).toBe(true);
    expect(asked.touched['scene']).toBe(asked.seq);

    const next = apply(asked, { ...event('scene-asked', { scene: 'debate' }), seq: asked.seq + 1 });
    expect(isScreened(next, 'public')).toBe(true);
    const applied = { scene: 'debate', asked: next.seq, outcome: 'converged', items: [] };
    const guarded = apply(next, { ...event('scene-applied', { ...applied, guarded: true }), seq: next.seq + 1 });
    expect(isScreened(guarded, 'mediation')).toBe(true);
    const done = apply(guarded, { ...event('scene-applied', { ...applied, guarded: false }), seq: guarded.seq + 1 });
    expect(isScreened(done, 'public')).toBe(false);
  });
});
