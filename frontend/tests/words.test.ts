import { describe, expect, it } from 'vitest';
import { dictionaries } from '../src/lib/i18n';
import '../src/lib/court-words';
import '../src/lib/track-label';
import '../src/ui/words';
import '../src/pages/admin/words';
import '../src/pages/fitting/words';
import '../src/pages/join/words';
import '../src/pages/panel/words';
import '../src/player/words';
import '../src/offline/words';
import '../src/pages/public/words';
import '../src/pages/sign-in/words';

/** Every text of a dictionary by its place; a text made of numbers is made with 1. */
function texts(words: object, place = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, word]: [string, unknown]) => {
    const here = `${place}${key}`;
    if (typeof word === 'function') return [[here, String((word as (...given: unknown[]) => string)(1, 1, 1))]];
    return typeof word === 'string' ? [[here, word]] : texts(word as object, `${here}.`);
  });
}

describe('both languages', () => {
  it('say the same things', () => {
    for (const { zh, en } of dictionaries) expect(texts(en).map(([place]) => place)).toEqual(texts(zh).map(([place]) => place));
  });

  it('leave nothing unsaid, and no Chinese in English', () => {
    for (const { zh, en } of dictionaries) {
      for (const [place, text] of [...texts(zh), ...texts(en)]) expect(text.trim() || place.endsWith('comma'), place).toBeTruthy();
      for (const [place, text] of texts(en)) if (place !== 'english') expect(text, place).not.toMatch(/[\u4e00-\u9fff]/);
    }
    expect(dictionaries.length).toBeGreaterThanOrEqual(10);
  });
});
