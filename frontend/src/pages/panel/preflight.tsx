import type { ComponentChildren } from 'preact';
import { dayName, second, shortTime, span } from '../../lib/clock';
import { own } from '../../lib/http';
import { language } from '../../lib/i18n';
import { preflight, type Check, type Verdict } from '../../lib/preflight';
import type { HearingStore } from '../../lib/store';
import { trackLabel } from '../../lib/track-label';
import type { HearingState } from '../../lib/words';
import { CountedList } from '../../ui/counted-list';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { preflightWords } from './preflight-words';
import { sceneWords } from './scenes-words';

const marks: Record<Verdict, IconName> = { green: 'circle-check', amber: 'triangle-alert', red: 'circle-x' };
const order: Verdict[] = ['red', 'amber', 'green'];
const NAMED = 3;

/** The time to the planned start and what is to be seen to until then: what is open stands on top and says what to do. */
export function Preflight({ store, children }: { store: HearingStore; children?: ComponentChildren }) {
  const words = preflightWords();
  const at = second.value;
  const state = store.state;
  if (!state) return null;
  const checks = preflight(store, state, at).sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const open = checks.filter(({ verdict }) => verdict !== 'green').length;
  return (
    <section class="preflight" aria-label={words.title}>
      <h2 class="head">
        {words.title}
        <em>{words.count(open)}</em>
      </h2>
      <Countdown state={state} at={at} />
      <CountedList label={words.title}>
        {checks.map((check) => (
          <Found key={check.name} check={check} state={state} />
        ))}
      </CountedList>
      {children}
    </section>
  );
}

function Countdown({ state, at }: { state: HearingState; at: number }) {
  const words = preflightWords();
  const left = state.planned_at - at;
  return (
    <p class={`countdown ${left < 0 ? 'late' : ''}`}>
      <Icon name="clock" />
      <div>
        <b class="number">{left >= 0 ? words.left(span(left)) : words.over(span(-left))}</b>
        <small class="number">
          {words.planned} {shortTime(state.planned_at)} {dayName(state.planned_at, language.value)}
        </small>
      </div>
    </p>
  );
}

function Found({ check, state }: { check: Check; state: HearingState }) {
  const words = preflightWords();
  const key = `${check.name}.${check.found}`;
  const todo = check.verdict === 'green' ? undefined : words.todo[key];
  return (
    <li class={check.verdict === 'green' ? 'good' : check.verdict === 'red' ? 'open red' : 'open'}>
      <Icon name={marks[check.verdict]} />
      <div>
        <b>
          {words.name[check.name]}
          <span class="unseen">{words.verdict[check.verdict]}</span>
        </b>
        <span>{words.found[key]?.(...shown(check, state)) ?? check.found}</span>
        {todo && <small>{todo}</small>}
      </div>
    </li>
  );
}

/** Streams and scenes by the names that people know. */
function shown({ name, values }: Check, state: HearingState): string[] {
  const people = Object.values(state.participants);
  if (name === 'scene') return values.map((value) => sceneWords().scene[value] ?? value);
  if (name === 'sound' || name === 'tracks') return values.map((value) => listed(value.split(' ').map((one) => (one.includes('-') ? trackLabel({ name: one }, people) : one))));
  return ['second', 'recognition', 'processes', 'recorders'].includes(name) ? values.map(own) : values;
}

/** The first few by name and how many more there are, so that one long list hides no other check. */
function listed(names: string[]): string {
  const comma = language.value === 'zh' ? '、' : ', ';
  const named = names.slice(0, NAMED).join(comma);
  return names.length > NAMED + 1 ? preflightWords().andMore(named, names.length - NAMED, names.length) : names.join(comma);
}
