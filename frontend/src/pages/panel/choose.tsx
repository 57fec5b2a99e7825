import { useEffect, useState } from 'preact/hooks';
import { dayName, now, shortTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { hearingsOf, type HearingEntry } from '../../lib/hearings';
import { language } from '../../lib/i18n';
import { Icon } from '../../ui/icon';
import { panelWords } from './words';

/** The hearings of today, to choose one. */
export function Choose() {
  const words = panelWords();
  const [list, setList] = useState<HearingEntry[] | null>(null);
  useEffect(() => void hearingsOf(now()).then(setList, () => setList([])), []);
  return (
    <main class="choose">
      <h1>{words.choose}</h1>
      <p>{dayName(now(), language.value)}</p>
      {list === null && <p>{words.loading}</p>}
      {list?.length === 0 && <p>{words.noHearings}</p>}
      <ul>
        {list?.map((entry) => (
          <li key={entry.hearing}>
            <a class="key" href={`./panel.html?hearing=${entry.hearing}`}>
              <b class="number">{shortTime(entry.planned_at)}</b>
              <span>
                {entry.case.number}
                <small>
                  {[entry.case.title || entry.case.cause, entry.room_name, court().course[entry.course]].filter(Boolean).join(' · ')}
                </small>
              </span>
              <Icon name="chevron-right" />
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
