/** One hearing over several recesses and days: each session with its length, and when it goes on. */
import { clockTime, dayName, now, second, shortTime, span } from '../../lib/clock';
import { recorded } from '../../lib/course';
import { language } from '../../lib/i18n';
import type { HearingStore } from '../../lib/store';
import type { HearingState } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { sessionsWords } from './sessions-words';
import { panelWords } from './words';

export function Sessions({ store }: { store: HearingStore }) {
  const words = sessionsWords();
  const at = Math.max(second.value, now());
  const state = store.state;
  if (!state) return null;
  return (
    <section class="sessions" aria-label={words.title}>
      <h2 class="head">
        {words.title}
        <em class="number">{state.spans.length ? words.total(state.spans.length, span(recorded(state, at))) : words.none}</em>
      </h2>
      <ol>
        {state.spans.map(({ since, until }, index) => (
          <li key={since}>
            <Icon name={until === null ? 'radio' : 'circle-check'} />
            <div class="who">
              <b>
                {words.part(index + 1)} · {dayName(since, language.value)}
              </b>
              <span class="number">
                {clockTime(since).slice(0, 5)}–{until === null ? words.running : clockTime(until).slice(0, 5)}
                {until !== null && why(state, until)}
              </span>
            </div>
            <span class="number">{span((until ?? at) - since)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function why(state: HearingState, until: number): string {
  const pause = state.pauses.find(({ since }) => since === until);
  return pause ? ` · ${panelWords().reason[pause.reason] ?? pause.reason}` : '';
}

/** Between two sessions: when it goes on. Nothing resumes by itself. */
export function NextSession({ state }: { state: HearingState }) {
  const words = sessionsWords();
  const at = state.pauses.at(-1)?.resumes_at ?? null;
  if (state.course !== 'paused') return null;
  return (
    <div class="countdown">
      <Icon name="calendar" />
      <div>
        <b class="number">{at === null ? words.notSaid : `${words.next} ${words.nextAt(dayName(at, language.value), shortTime(at))}`}</b>
        <small>{words.asBefore}</small>
      </div>
    </div>
  );
}
