import { numberOf } from '../../lib/case-number';
import { useEffect, useState } from 'preact/hooks';
import { dayName, now, shortTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { dayOf, type Day } from '../../lib/hearings';
import { language } from '../../lib/i18n';
import { Icon } from '../../ui/icon';
import { WalkIn } from './walk-in';
import { panelWords } from './words';

/** The hearings of today, to choose one. */
export function Choose({ page = './panel.html' }: { page?: string }) {
  const words = panelWords();
  const [day, setDay] = useState<Day | null>(null);
  useEffect(() => void dayOf(now()).then(setDay, () => setDay({ hearings: [], walk_in: null })), []);
  const list = day?.hearings ?? null;
  return (
    <main class="choose">
      <h1>{words.choose}</h1>
      <p>{dayName(now(), language.value)}</p>
      {list === null && <p>{words.loading}</p>}
      {list?.length === 0 && <p>{words.noHearings}</p>}
      <ul>
        {list?.map((entry) => (
          <li key={entry.hearing}>
            <a class="key" href={`${page}?hearing=${entry.hearing}`}>
              <b class="number">{shortTime(entry.planned_at)}</b>
              <span>
                {numberOf(entry)}
                <small>
                  {[entry.case.title || entry.case.cause, entry.room_name, court().course[entry.course]].filter(Boolean).join(' · ')}
                </small>
              </span>
              <Icon name="chevron-right" />
            </a>
          </li>
        ))}
      </ul>
      {day?.walk_in && <WalkIn room={day.walk_in.room_name} />}
    </main>
  );
}
