import { clockTime, dayName, second, shortTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { language } from '../../lib/i18n';
import { Icon } from '../../ui/icon';
import type { DoorEntry, Told } from './told';
import { displayWords } from './words';

/** The sign at the door: free, or what is heard now and next, as far as whoever walks past may know. */
export function Door({ told, lostAt }: { told: Told; lostAt: number | null }) {
  const words = displayWords();
  const now = told.sign?.now ?? null;
  const next = told.sign?.next ?? [];
  return (
    <main class={`door ${now?.openness === 'closed' ? 'sealed' : ''}`}>
      <header>
        <h1>{told.room_name}</h1>
        <div>
          <time class="number">{clockTime(second.value)}</time>
          <span>{dayName(second.value, language.value)}</span>
        </div>
      </header>
      <section class={`now is-${now ? now.openness : 'free'}`} role="status">
        {now ? (
          <>
            <b class="state">
              <Icon name={now.openness === 'closed' ? 'eye-off' : now.course === 'recess' ? 'pause' : 'gavel'} />
              {now.openness === 'public' ? words.course[now.course] : words.inUse}
            </b>
            <Entry entry={now} />
            {now.course === 'open' && <p class="quiet">{words.quiet}</p>}
          </>
        ) : (
          <b class="state">
            <Icon name="door-open" />
            {words.free}
          </b>
        )}
      </section>
      <section class="next" aria-labelledby="next">
        <h2 id="next">{next.length ? words.next : words.noNext}</h2>
        <ul>
          {next.map((entry) => (
            <li key={`${entry.planned_at}${entry.number}`}>
              <time class="number">{shortTime(entry.planned_at)}</time>
              <span>{lineOf(entry)}</span>
            </li>
          ))}
        </ul>
      </section>
      {lostAt !== null && (
        <p class="lost-line" role="alert">
          <Icon name="wifi-off" />
          {words.lost(clockTime(lostAt))}
        </p>
      )}
    </main>
  );
}

function Entry({ entry }: { entry: DoorEntry }) {
  const words = displayWords();
  if (entry.openness !== 'public') return entry.openness === 'closed' ? <p class="what">{words.closedShort}</p> : null;
  return (
    <>
      <p class="what number">{entry.number}</p>
      <p class="cause">{entry.cause}</p>
      <p>{[court().openness.public, entry.procedure && court().procedure[entry.procedure], words.planned(shortTime(entry.planned_at))].filter(Boolean).join(' · ')}</p>
    </>
  );
}

function lineOf(entry: DoorEntry): string {
  const words = displayWords();
  if (entry.openness === 'public') return [entry.number, entry.cause, entry.procedure && court().procedure[entry.procedure]].filter(Boolean).join(' · ');
  return entry.openness === 'closed' ? words.closedShort : words.undecided;
}
