import { clockTime } from '../../lib/clock';
import { isRunning } from '../../lib/course';
import { language } from '../../lib/i18n';
import type { HearingStore } from '../../lib/store';
import type { Alarm, HearingState } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { panelWords } from './words';

/** How bad it is: what endangers the record first. */
const order: Alarm['guard'][] = ['not-growing', 'disk-space', 'source-lost', 'dead-microphone', 'black-picture', 'frozen-picture', 'encoder-behind', 'clipped-microphone', 'clock-step', 'quiet-microphone'];

/** The alarms that stand now, the worst first; none out of session. */
export function standingAlarms(state: HearingState): Alarm[] {
  if (!isRunning(state)) return [];
  const standing = state.alarms.filter((alarm) => alarm.until === null);
  return standing.sort((a, b) => order.indexOf(a.guard) - order.indexOf(b.guard) || a.seq - b.seq);
}

/** What the room's guards found: what is wrong, what still works, what to do. The server sends it to those who can act. */
export function AlarmBar({ store, stale }: { store: HearingStore; stale: boolean }) {
  const words = panelWords();
  const state = store.state;
  const alarms = state ? standingAlarms(state) : [];
  if (alarms.length === 0 || stale) return null;
  const first = alarms[0]!;
  return (
    <div class="alarm-bar" role="alert" aria-label={words.alarms}>
      <Icon name="triangle-alert" />
      <div>
        <p>
          <time class="number">{clockTime(first.since)}</time> {said(first)}
        </p>
        {alarms.length > 1 && (
          <details>
            <summary>{words.moreAlarms(alarms.length - 1)}</summary>
            <ul>
              {alarms.slice(1).map((alarm) => (
                <li key={alarm.seq}>
                  <time class="number">{clockTime(alarm.since)}</time> {said(alarm)}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </div>
  );
}

const said = (alarm: Alarm): string => (language.value === 'zh' ? alarm.zh : alarm.en);
