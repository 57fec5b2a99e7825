import { useRef } from 'preact/hooks';
import { clockTime, dayName, dayOf, now } from '../../lib/clock';
import { can } from '../../lib/course';
import { api, post, Refused } from '../../lib/http';
import { language } from '../../lib/i18n';
import { lately, marks, sorted, unwell } from '../../lib/rehearsal';
import type { HearingStore } from '../../lib/store';
import type { Rehearsal, RehearsalResult, RehearsedItem } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { tell } from '../../ui/toast';
import { partWords } from '../../ui/words';
import type { Desk } from './desk';
import { rehearsalWords } from './rehearsal-words';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

/** One line before opening: how the room's rehearsal ended. A tap opens the whole. */
export function RehearsalLine({ store, stale, onOpen }: { store: HearingStore; stale: boolean; onOpen(): void }) {
  const words = rehearsalWords();
  const report = store.last('rehearsal')[0];
  const result = store.state?.rehearsal ?? report?.latest;
  const verdict = result?.verdict ?? 'missing';
  const said = report?.running ? words.running : result ? [words.verdict[verdict], words.count(unwell(result), result.items.length), when(result)].join(words.comma) : words.never;
  return (
    <button type="button" class={`rehearsal-line ${verdict} ${stale ? 'stale' : ''}`} onClick={onOpen}>
      <Icon name={report?.running ? 'hourglass' : marks[verdict]} />
      <span>
        <b>{words.title}</b>
        <small>{said}</small>
      </span>
    </button>
  );
}

/** All that the rehearsal found, the mornings before it, and what to do about it. */
export function RehearsalDialog({ store, desk, stale, onClose }: Props & { onClose(): void }) {
  const words = rehearsalWords();
  const view = store.view.value;
  const report = store.last('rehearsal')[0];
  if (!view) return null;
  const { state } = view;
  const result = state.rehearsal ?? report?.latest ?? null;
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p>{[result ? `${words.verdict[result.verdict]}${words.comma}${when(result)}` : words.never, result?.simulated ? words.simulated : null, report?.says ? words.broken(report.says) : null, words.text].filter(Boolean).join(words.comma)}</p>
      {result && <Items result={result} report={report} />}
      {report && report.trend.length > 1 && <Mornings report={report} />}
      {state.rehearsal_override && <p>{words.overridden(state.rehearsal_override.name, state.rehearsal_override.reason)}</p>}
      {result?.verdict === 'red' && state.rehearsal && !state.rehearsal_override && ['scheduled', 'preparing'].includes(state.course) && can(view, 'run-course') && <Override desk={desk} stale={stale} />}
      <div class="choices">
        <Key look="primary" icon="stethoscope" label={report?.running ? words.running : words.begin} stale={stale} asked={report?.running ? 'pending' : undefined}
          locked={state.course === 'scheduled' || state.course === 'postponed' ? undefined : words.busy} onTap={() => void begin(state.room)} />
      </div>
    </Dialog>
  );
}

function Items({ result, report }: { result: RehearsalResult; report: Rehearsal | undefined }) {
  const words = rehearsalWords();
  const items = sorted(result);
  const wells = items.filter((item) => item.verdict === 'green');
  return (
    <ul class="rehearsed" tabIndex={0} aria-label={words.title}>
      {items.filter((item) => item.verdict !== 'green').map((item) => (
        <Item key={`${item.part}${item.subject}`} item={item} report={report} />
      ))}
      <li class="green">
        <Icon name={marks.green} />
        <span>
          {words.wells(wells.length)}
          <small>{wells.map((item) => `${language.value === 'zh' ? item.zh : item.en}${lastly(item, report)}`).join('；')}</small>
        </span>
      </li>
    </ul>
  );
}

function Item({ item, report }: { item: RehearsedItem; report: Rehearsal | undefined }) {
  const words = rehearsalWords();
  return (
    <li class={item.verdict}>
      <Icon name={marks[item.verdict]} />
      <span>
        <b>
          {words.part[item.part]} · {words.verdict[item.verdict]}
        </b>
        {language.value === 'zh' ? item.zh : item.en}
        <small>{lastly(item, report)}</small>
      </span>
    </li>
  );
}

function Mornings({ report }: { report: Rehearsal }) {
  const words = rehearsalWords();
  return (
    <ol class="mornings" aria-label={words.mornings}>
      {report.trend.map((point) => (
        <li key={point.at} class={point.verdict}>
          <Icon name={marks[point.verdict]} />
          <small class="number">{dayOf(point.at).slice(8)}</small>
          <span class="unseen">{words.verdict[point.verdict]}</span>
        </li>
      ))}
    </ol>
  );
}

function Override({ desk, stale }: { desk: Desk; stale: boolean }) {
  const words = rehearsalWords();
  const name = useRef<HTMLInputElement>(null);
  const reason = useRef<HTMLTextAreaElement>(null);
  const override = () => {
    const [who, why] = [name.current?.value.trim(), reason.current?.value.trim()];
    if (!who) return name.current?.focus();
    if (!why) return reason.current?.focus();
    void desk.ask('override-rehearsal', { type: 'override-rehearsal', name: who, reason: why });
  };
  return (
    <div class="answer">
      <p>{words.red}</p>
      <label class="field">
        {words.name}
        <input ref={name} maxLength={80} />
      </label>
      <label class="field">
        {words.reason}
        <textarea ref={reason} rows={2} maxLength={2000} />
      </label>
      <Key look="alert" icon="pen-line" label={words.override} stale={stale} asked={desk.asked.value['override-rehearsal']} onTap={override} />
    </div>
  );
}

async function begin(room: string): Promise<void> {
  try {
    await post(`${api}/rooms/${room}/rehearsal`);
  } catch (fault) {
    const problem = fault instanceof Refused ? fault.problem : null;
    tell(problem?.title || partWords().unconfirmed, [problem?.detail, problem?.remedy].filter(Boolean).join(' '));
  }
}

function when(result: RehearsalResult): string {
  const day = dayName(result.at, language.value);
  return day === dayName(now(), language.value) ? clockTime(result.at) : rehearsalWords().at(day, clockTime(result.at));
}

function lastly(item: RehearsedItem, report: Rehearsal | undefined): string {
  const span = report && lately(report, item);
  return span ? `（${rehearsalWords().span(String(span[0]), String(span[1]), item.unit)}）` : '';
}
