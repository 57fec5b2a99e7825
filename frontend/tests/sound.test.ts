import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isHeardInRoom } from '../src/lib/loudspeakers';
import { mutingOf } from '../src/lib/muting';
import { showing } from '../src/pages/gallery/exhibits';
import { clerk, open, scene, view } from '../src/pages/gallery/fixtures';
import { forgetOffer, offerBack, takeBack, takingBack } from '../src/pages/panel/taking-back';
import type { SceneNow } from '../src/lib/words';

const muted = { 'mic-judge': 'participant:p-1', 'mic-clerk': clerk.principal, 'mic-defender': 'agent:demo', 'remote-p-2': 'agent:custody-centre', 'mic-witness': 'account:77' };
const room = (asked: string, standing: SceneNow['items'][number]['standing']) => scene({ scene: 'witness', items: [{ name: 'mic.prosecutor', asked, answered: null, standing, says: '' }] }) as SceneNow;

describe('who muted a microphone', () => {
  it('is a person, oneself, the courtroom’s computer, the custody side or the court, by the log', () => {
    const here = view({ ...open, muted });
    expect(Object.keys(muted).map((stream) => mutingOf(stream, here, undefined)?.by)).toEqual(['person', 'you', 'agent', 'custody', 'court']);
    expect(mutingOf('mic-prosecutor', here, undefined)).toBeNull();
  });

  it('is a scene where the room says so, and unproven while the device does not answer', () => {
    const here = view({ ...open, muted: {} });
    expect(mutingOf('mic-prosecutor', here, room('muted', 'so'))).toEqual({ by: 'scene', scene: 'witness', proven: true });
    expect(mutingOf('mic-prosecutor', here, room('muted', 'unreachable'))).toEqual({ by: 'scene', scene: 'witness', proven: false });
    expect(mutingOf('mic-prosecutor', here, room('open', 'so'))).toBeNull();
  });
});

describe('what the courtroom’s loudspeakers play of a film', () => {
  const heard = (openness: 'public' | 'closed' | null, ...targets: ('bench' | 'parties' | 'gallery' | 'remote')[]) =>
    isHeardInRoom({ ...open, openness: openness ? [{ ...open.openness[0]!, openness }] : [] }, showing({ targets }));

  it('is what the gallery sees, and where no gallery may be what the parties see', () => {
    expect([heard('public', 'bench', 'parties'), heard('public', 'gallery')]).toEqual([false, true]);
    expect([heard('closed', 'parties'), heard(null, 'parties'), heard('closed', 'bench', 'remote')]).toEqual([true, true, false]);
  });
});

describe('what can be taken back for five seconds', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => (forgetOffer(), void vi.useRealTimers()));

  it('is carried out once when nobody takes it back, and never when somebody does', () => {
    const done: string[] = [];
    const offer = (name: string) => offerBack({ what: name, note: '', label: '', onBack: () => done.push(`${name} back`), onOver: () => done.push(name) });
    offer('a');
    vi.advanceTimersByTime(4900);
    expect(done).toEqual([]);
    vi.advanceTimersByTime(200);
    offer('b');
    takeBack();
    vi.advanceTimersByTime(10_000);
    expect(done).toEqual(['a', 'b back']);
    expect(takingBack.value).toBeNull();
  });

  it('is dropped when the link is lost, and not carried out afterwards', () => {
    const done: string[] = [];
    offerBack({ what: 'a', note: '', label: '', onBack: () => undefined, onOver: () => done.push('a') });
    expect(forgetOffer()).toBe(true);
    vi.advanceTimersByTime(10_000);
    expect(done).toEqual([]);
  });
});
