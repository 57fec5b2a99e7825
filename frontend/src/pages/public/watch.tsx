import { dayName, shortTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { language } from '../../lib/i18n';
import { STAGES, WITHHELD_STAGES } from '../../lib/words';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { useAir, type Known } from './air';
import { liveAddress, replayAddress, type Row } from './folder';
import { Screen } from './screen';
import { Status } from './status';
import { publicWords } from './words';

/** One hearing: the delayed picture, dark within a second or two of a cut, and where the hearing stands. */
export function Watch({ row, onBack }: { row: Row; onBack(): void }) {
  const words = publicWords();
  const isReplay = row.status === 'replay';
  const known = useAir(row.id, !isReplay);
  const air = typeof known === 'object' ? known : null;
  const isLive = Boolean(air?.on_air && air.epoch);
  const source = isReplay ? replayAddress(row.id) : isLive && air?.epoch ? liveAddress(row.id, air.epoch) : null;
  const shown = isReplay ? 'replay' : isLive ? 'live' : (standing[air?.why ?? ''] ?? (row.status === 'live' ? 'withheld' : row.status));
  return (
    <article class="watch">
      <button type="button" class="back" onClick={onBack}>
        <Icon name="undo-2" />
        {words.back}
      </button>
      <header>
        <p class="number">
          <Status status={shown} />
          {row.room} · {dayName(row.planned_at, language.value)} {shortTime(row.planned_at)}
          {isLive && air && <> · {words.delay(Math.round(air.delay_s))}</>}
        </p>
        <h1>{row.title}</h1>
        <p class="number">
          {row.number} · {court().procedure[row.procedure]} · {row.court}
        </p>
      </header>
      <div class="hall">
        <Screen source={source} live={!isReplay} why={isReplay ? '' : reason(known)} icon={icons[air?.why ?? ''] ?? 'hourglass'} />
        <Stages row={row} stages={air?.stages ?? row.stages} over={isReplay || row.status === 'ended'} />
      </div>
      <p class="discipline">
        <Icon name="triangle-alert" />
        <span>
          <b>{words.discipline}</b>
          {words.rules}
        </span>
      </p>
    </article>
  );
}

const icons: Record<string, IconName> = { recess: 'pause', stage: 'eye-off', cut: 'video-off', closed: 'eye-off', ended: 'check', 'not-yet': 'clock' };
const standing: Record<string, Row['status']> = { recess: 'recess', stage: 'withheld', closed: 'withheld', cut: 'cut', ended: 'ended', 'not-yet': 'scheduled' };

/** Why there is no picture now, in a sentence. */
function reason(known: Known): string {
  const words = publicWords();
  if (known === 'asking') return words.loading;
  if (known === 'unreachable') return words.airUnreachable;
  return words.why[known === 'not-yet' ? known : known.why] ?? words.why['not-yet'] ?? '';
}

/** The stages that were entered, with their time, and those that are still to come. */
function Stages({ row, stages, over }: { row: Row; stages: Row['stages']; over: boolean }) {
  const words = publicWords();
  const last = stages.at(-1);
  const order = STAGES[row.procedure];
  const coming = over ? [] : order.slice(last ? order.indexOf(last.stage) + 1 : 0);
  return (
    <section class="stages" aria-labelledby="stages">
      <h2 id="stages">{words.stages}</h2>
      <ol>
        {stages.map((entry) => {
          const isNow = entry === last && !over;
          return (
            <li key={entry.at} class={isNow ? 'now' : 'done'}>
              <span>
                <b>{court().stage[entry.stage]}</b>
                <time class="number">{isNow ? words.since(shortTime(entry.at)) : shortTime(entry.at)}</time>
                {WITHHELD_STAGES.includes(entry.stage) && <small>{words.withheldStage}</small>}
              </span>
            </li>
          );
        })}
        {coming.map((stage) => (
          <li key={stage}>
            <span>{court().stage[stage]}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
