/** Which slate lies over a display's picture: decided from what the display knows, and from nothing else. Pure. */
import type { HearingState } from '../../lib/words';
import type { IconName } from '../../ui/icon-names';
import type { Told } from './told';
import type { displayWords } from './words';

export interface Slate {
  icon: IconName;
  title: string;
  text: string;
  look: '' | 'seal' | 'pause';
}

type Words = ReturnType<typeof displayWords>;

/** The slate, or null where there is something to see: *shows* is whether the court's picture or evidence may be shown here. */
export function slateOf(told: Told, state: HearingState | null, shows: boolean, words: Words): Slate | null {
  if (!told.hearing) return without(told, words);
  if (!state) return { icon: 'hourglass', title: words.connecting, text: '', look: '' };
  if (told.place === 'gallery' && (state.openness.at(-1)?.openness !== 'public')) return { icon: 'eye-off', title: words.closed, text: words.closedText, look: 'seal' };
  if (state.course === 'paused') return pause(state, words);
  if (state.course === 'preparing') return { icon: 'hourglass', title: words.soon, text: words.preparing, look: '' };
  if (shows) return null;
  if (told.place === 'witness') return { icon: 'user-check', title: words.waits, text: words.waitsText, look: '' };
  return { icon: 'file-text', title: words.elsewhere, text: words.elsewhereText, look: '' };
}

function pause(state: HearingState, words: Words): Slate {
  const title = state.pause_reason === 'closed-evidence' ? words.evidenceClosed : state.pause_reason === 'mediation' ? words.mediation : words.recess;
  return { icon: 'pause', title, text: words.recessText, look: state.pause_reason === 'recess' ? 'pause' : 'seal' };
}

/** No hearing that this screen may know of. */
function without(told: Told, words: Words): Slate {
  if (told.in_use === 'undecided') return { icon: 'hourglass', title: words.soon, text: words.preparing, look: '' };
  if (told.in_use) return { icon: 'eye-off', title: words.closed, text: words.closedText, look: 'seal' };
  return { icon: 'scale', title: words.none, text: '', look: '' };
}
