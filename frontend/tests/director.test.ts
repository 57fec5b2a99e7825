import { describe, expect, it } from 'vitest';
import { shotKeys } from '../src/lib/director';
import { apply, topicOf } from '../src/lib/fold';
import type { DirectorNow } from '../src/lib/words';
import { director, followed, held } from '../src/pages/gallery/director-fixtures';
import { event } from '../src/pages/gallery/fixtures';

describe('the picture on a page follows the log', () => {
  it('a cut changes what is shown and guards nothing', () => {
    expect(followed.director).toMatchObject({ mode: 'auto', shot: 'cam-prosecutor' });
    expect(topicOf(event('shot-cut', { shot: 'court', why: 'scene', since: 1, level_db: null }))).toBeNull();
    expect(topicOf(event('director-set', { mode: 'auto', shot: null }))).toBe('director');
  });

  it('a choice by hand holds until release, the next stage or the next scene', () => {
    expect(held.director).toMatchObject({ mode: 'manual', chosen: 'parties', shot: 'parties' });
    for (const ends of [event('director-set', { mode: 'auto', shot: null }), event('stage-entered', { stage: 'debate' }), event('scene-asked', { scene: 'debate' })]) {
      expect(apply(held, { ...ends, seq: held.seq + 1 }).director).toMatchObject({ mode: 'auto', chosen: null, shot: 'parties' });
    }
  });

  it('only shots that the room has get a key', () => {
    const now = director('following', 'court') as DirectorNow;
    expect(shotKeys({ ...now, shots: now.shots.filter((one) => one.shot !== 'witness') }).map((one) => one.shot)).toEqual(['court', 'overview', 'parties', 'remote', 'evidence']);
    expect(shotKeys(undefined)).toEqual([]);
  });
});
