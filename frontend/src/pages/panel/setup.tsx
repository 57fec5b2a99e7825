/** How this one panel is set up, kept on its own machine: language, and the hand that taps. */
import { signal } from '@preact/signals';
import { language, speak } from '../../lib/i18n';
import { Key } from '../../ui/key';
import { partWords } from '../../ui/words';
import { panelWords } from './words';

const KEPT = 'panel-mirrored';

/** The cut under the left thumb, for those who tap with the left hand. */
export const mirrored = signal(kept() === 'yes');

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // a kiosk may forbid it
  }
}

function mirror(isMirrored: boolean): void {
  mirrored.value = isMirrored;
  try {
    localStorage.setItem(KEPT, isMirrored ? 'yes' : 'no');
  } catch {
    // Kept for as long as the page is open.
  }
}

export function Setup() {
  const words = panelWords();
  return (
    <section class="setup" aria-label={words.setup}>
      <h3 class="head">{words.setup}</h3>
      <div class="pair">
        <Key look="plain" icon="flip-horizontal-2" label={words.mirrored} on={mirrored.value} onTap={() => mirror(!mirrored.value)} />
        <Key look="plain tongue" icon="languages" label={partWords().english} onTap={() => speak(language.value === 'zh' ? 'en' : 'zh')} />
      </div>
    </section>
  );
}
