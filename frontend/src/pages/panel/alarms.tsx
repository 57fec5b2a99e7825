import { clockTime } from '../../lib/clock';
import { isRunning } from '../../lib/course';
import { api, get } from '../../lib/http';
import { language } from '../../lib/i18n';
import type { Me } from '../../lib/signed-in';
import type { HearingStore } from '../../lib/store';
import type { Alarm, HearingState } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import type { Desk } from './desk';
import { panelWords } from './words';

/** How bad it is: what endangers the record first. */
const order: Alarm['guard'][] = ['not-growing', 'disk-space', 'source-lost', 'dead-microphone', 'black-picture', 'frozen-picture', 'encoder-behind', 'clipped-microphone', 'clock-step', 'quiet-microphone'];

/** The alarms that stand now, the worst first, those that somebody has seen last; none out of session. */
export function standingAlarms(state: HearingState): Alarm[] {
  if (!isRunning(state)) return [];
  const standing = state.alarms.filter((alarm) => alarm.until === null);
  return standing.sort((a, b) => Number(Boolean(a.acknowledged_by)) - Number(Boolean(b.acknowledged_by)) || order.indexOf(a.guard) - order.indexOf(b.guard) || a.seq - b.seq);
}

/** What the room's guards found: what is wrong, what still works, what to do. The server sends it to those who can act. */
export function AlarmBar({ store, desk, stale }: { store: HearingStore; desk: Desk; stale: boolean }) {
  const words = panelWords();
  const state = store.state;
  const alarms = state ? standingAlarms(state) : [];
  if (alarms.length === 0 || stale) return null;
  const first = alarms[0]!;
  return (
    <div class={`alarm-bar ${first.acknowledged_by ? 'quiet' : ''}`} role={first.acknowledged_by ? 'status' : 'alert'} aria-label={words.alarms}>
      <Icon name="triangle-alert" />
      <div>
        <One alarm={first} desk={desk} />
        {alarms.length > 1 && (
          <details>
            <summary>{words.moreAlarms(alarms.length - 1)}</summary>
            <ul>
              {alarms.slice(1).map((alarm) => (
                <li key={alarm.seq}>
                  <One alarm={alarm} desk={desk} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </div>
  );
}

function One({ alarm, desk }: { alarm: Alarm; desk: Desk }) {
  const words = panelWords();
  // Whoever is signed in answers for it by the own name.
  const acknowledge = async () => {
    const { name } = await get<Me>(`${api}/me`);
    await desk.ask(`alarm-${alarm.seq}`, { type: 'acknowledge-alarm', guard: alarm.guard, subject: alarm.subject, name });
  };
  return (
    <div class="alarm">
      <p>
        <time class="number">{clockTime(alarm.since)}</time> {said(alarm)}
        {alarm.acknowledged_by && <b> {words.acknowledged(alarm.acknowledged ?? '', clockTime(alarm.acknowledged_at ?? alarm.since))}</b>}
      </p>
      {!alarm.acknowledged_by && <Key look="plain" label={words.acknowledge} onTap={() => void acknowledge().catch(() => undefined)} />}
    </div>
  );
}

const said = (alarm: Alarm): string => (language.value === 'zh' ? alarm.zh : alarm.en);
