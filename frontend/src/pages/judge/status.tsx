/** The bar over the bench: which case, whether it is recorded, seen outside and open to the public, and the court's clock. */
import { numberOf } from '../../lib/case-number';
import { clockTime, dayName, second } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { isClosedToPublic, isPublic, stageOf } from '../../lib/course';
import { language } from '../../lib/i18n';
import type { HearingStore } from '../../lib/store';
import type { HearingState } from '../../lib/words';
import { Lamp, type LampState } from '../../ui/lamp';
import { lastSeen, linkLamp, liveLamp, recLamp } from '../panel/lamps';
import { panelWords } from '../panel/words';
import { judgeWords } from './words';

export function Status({ store, state, lost }: { store: HearingStore; state: HearingState; lost: boolean }) {
  const words = panelWords();
  const stage = stageOf(state);
  const [rec, live] = [recLamp(store, state), liveLamp(store, state)];
  const facts = [state.case.title || state.case.cause, court().course[state.course], stage && state.course === 'open' ? court().stage[stage] : null, state.room_name];
  return (
    <header class="status">
      <div class="case">
        <h1 class="number">{numberOf(state)}</h1>
        <span title={facts.filter(Boolean).join(' · ')}>{facts.filter(Boolean).join(' · ')}</span>
      </div>
      <Lamp id="rec" {...(lost ? lastSeen(rec, store, words.recUnknown) : rec)} />
      <Lamp id="live" {...(lost ? lastSeen(live, store, words.liveUnknown) : live)} />
      <Lamp id="openness" {...opennessLamp(state, lost)} />
      <Lamp id="link" {...linkLamp(store)} />
      <div class="clock number">
        <b>{clockTime(second.value)}</b>
        <span>{dayName(second.value, language.value)}</span>
      </div>
    </header>
  );
}

function opennessLamp(state: HearingState, lost: boolean): LampState {
  const words = judgeWords();
  if (isClosedToPublic(state)) return { look: lost ? 'stale' : 'seal', icon: 'lock', word: words.sealed, detail: words.sealedDetail };
  if (isPublic(state)) return { look: lost ? 'stale' : 'good', icon: 'door-open', word: words.open, detail: words.openDetail };
  return { look: lost ? 'stale' : 'warn', icon: 'circle-question-mark', word: words.undecided, detail: words.undecidedDetail };
}
