import { useEffect, useRef, useState } from 'preact/hooks';
import { dayName, dayOf, now, shortTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { language } from '../../lib/i18n';
import { Icon } from '../../ui/icon';
import { daysOf, nearestDay, noonOf, ofDay } from './days';
import type { Row } from './folder';
import { Status } from './status';
import { publicWords } from './words';

const DAY_MS = 86_400_000;
const REPLAYS = 12;

/** The hearings of one day, with a way to the other days, and what can be watched again. */
export function List({ list, onChoose }: { list: Row[] | null; onChoose(id: string): void }) {
  const words = publicWords();
  const today = dayOf(now());
  const [chosen, choose] = useState<string | null>(null);
  if (list === null) return <p class="empty">{words.loading}</p>;
  const day = chosen ?? today;
  const shown = ofDay(list, day);
  const replays = list.filter((row) => row.status === 'replay').sort((a, b) => b.planned_at - a.planned_at).slice(0, REPLAYS);
  return (
    <>
      <section aria-labelledby="list">
        <div class="heading">
          <h1 id="list">{words.list}</h1>
          <Days days={daysOf(list, now())} day={day} today={today} onDay={choose} />
        </div>
        {shown.length === 0 ? <Empty list={list} day={day} today={today} onDay={choose} /> : <Hearings rows={shown} onChoose={onChoose} />}
      </section>
      {replays.length > 0 && (
        <section aria-labelledby="replays">
          <h2 id="replays">{words.replays}</h2>
          <ul class="replays">
            {replays.map((row) => (
              <li key={row.id}>
                <button type="button" onClick={() => onChoose(row.id)}>
                  <span class="poster"><Icon name="play" /></span>
                  <b>{row.title}</b>
                  <span class="number">{dayName(row.planned_at, language.value)} · {row.number}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The days to choose from; the chosen one is always in sight. */
function Days({ days, day, today, onDay }: { days: string[]; day: string; today: string; onDay(day: string): void }) {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const key = row.current?.querySelector<HTMLElement>('[aria-pressed="true"]');
    if (key && row.current) row.current.scrollLeft = key.offsetLeft - row.current.offsetLeft - row.current.clientWidth / 3;
  }, [day, days.length]);
  return (
    <nav class="days" ref={row} aria-label={publicWords().days}>
      {days.map((one) => (
        <button key={one} type="button" aria-pressed={one === day} onClick={() => onDay(one)}>
          {nameOfDay(one, today)}
        </button>
      ))}
    </nav>
  );
}

function Hearings({ rows, onChoose }: { rows: Row[]; onChoose(id: string): void }) {
  return (
    <ul class="hearings">
      {rows.map((row) => (
        <li key={row.id}>
          <button type="button" onClick={() => onChoose(row.id)}>
            <time class="number">{shortTime(row.planned_at)}</time>
            <span class="what">
              <b>{row.title}</b>
              <span class="number">{row.number} · {court().procedure[row.procedure]}</span>
            </span>
            <span class="room">{row.room}</span>
            <Status status={row.status} />
            <Icon name="chevron-right" />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Nothing that day: said plainly, with the next day that has something. */
function Empty({ list, day, today, onDay }: { list: Row[]; day: string; today: string; onDay(day: string): void }) {
  const words = publicWords();
  const other = nearestDay(list, day);
  return (
    <div class="empty">
      <Icon name="calendar" />
      <p>{list.length === 0 ? words.none : day === today ? words.noneToday : words.noneThatDay}</p>
      {other && (
        <button type="button" onClick={() => onDay(other)}>
          {words.goTo(dayName(noonOf(other), language.value))}
        </button>
      )}
    </div>
  );
}

function nameOfDay(day: string, today: string): string {
  const words = publicWords();
  if (day === today) return words.today;
  if (day === dayOf(noonOf(today) + DAY_MS)) return words.tomorrow;
  return day === dayOf(noonOf(today) - DAY_MS) ? words.yesterday : dayName(noonOf(day), language.value);
}
