import { useRef, useState } from 'preact/hooks';
import { clockTime, span } from '../../lib/clock';
import { can, isOver, people } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { trackLabel } from '../../lib/track-label';
import type { HearingState } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { awaitedNow } from './awaited-takes';
import { awaitedWords } from './awaited-words';
import type { Desk } from './desk';
import { account, lane, type Account, type Missing } from './ledger';
import { ledgerWords } from './ledger-words';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

/** One quiet line: what is kept, what was lawfully not, and what somebody has to answer for. A tap opens the whole. */
export function LedgerLine({ store, stale, onOpen }: { store: HearingStore; stale: boolean; onOpen(): void }) {
  const words = ledgerWords();
  const state = store.state;
  if (!state || state.zero_at === null) return null;
  const found = account(store, state);
  if (!found) {
    return (
      <p class="ledger-line none">
        <Icon name="file-check" />
        <span>
          <b>{words.none}</b>
          <small>{words.noneText}</small>
        </span>
      </p>
    );
  }
  const { unexplained, unsigned } = found;
  const open = [unexplained.length ? words.toExplain(unexplained.length) : null, unsigned.length ? words.toSign(unsigned.length) : null].filter((one) => one !== null);
  const waits = awaitedNow(store);
  const facts = [...open, waits ? awaitedWords().waits(waits) : null, words.kept(span(found.keptSeconds * 1000)), found.ledger.gaps.length ? words.gaps(found.ledger.gaps.length) : null, ...(open.length || waits || found.missing.length ? [] : [found.isAwaited ? words.awaited : words.whole])];
  return (
    <button type="button" class={`ledger-line ${open.length ? 'alert' : ''} ${stale ? 'stale' : ''}`} onClick={onOpen}>
      <Icon name={open.length ? 'triangle-alert' : 'file-check'} />
      <span>
        <b>{words.title}</b>
        <small>{facts.filter((fact) => fact !== null).join(words.comma)}</small>
      </span>
      <svg class="lane" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="kept" x="0" y="0" width="1000" height="10" />
        {lane(found).map(({ kind, x, width }) => (
          <rect class={kind} x={x} y="0" width={width} height="10" />
        ))}
      </svg>
    </button>
  );
}

/** Every fault of a mandatory track: to explain, to sign, and to take away as the court files it. */
export function LedgerDialog({ store, desk, stale, onClose }: Props & { onClose(): void }) {
  const words = ledgerWords();
  const view = store.view.value;
  const text = useRef<HTMLTextAreaElement>(null);
  const judge = useRef<HTMLInputElement>(null);
  const [chosen, choose] = useState('');
  const found = view && account(store, view.state);
  if (!view || !found) return null;
  const { state } = view;
  const presiding = people(state).find((person) => person.role === 'presiding-judge' || person.role === 'sole-judge');
  const only = (all: Missing[]) => (all.some((one) => nameOf(one) === chosen) ? all.filter((one) => nameOf(one) === chosen) : all);
  const toExplain = only(found.unexplained);
  const toSign = only(found.unsigned);
  const explain = () => {
    const said = text.current?.value.trim();
    if (!said) return text.current?.focus();
    for (const one of toExplain) void desk.ask(key('explain', one), { type: 'explain-fault', ...stretch(one), text: said });
  };
  const sign = () => {
    const who = judge.current?.value.trim();
    if (!who) return judge.current?.focus();
    for (const one of toSign) void desk.ask(key('sign', one), { type: 'sign-fault', ...stretch(one), judge: who });
  };
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p>{words.text}</p>
      <Faults state={state} found={found} chosen={chosen} onChoose={choose} />
      {toExplain.length > 0 && can(view, 'explain-fault') && (
        <div class="answer">
          <label class="field">
            {words.explanation}
            <textarea ref={text} rows={2} maxLength={2000} />
          </label>
          <Key look="alert" icon="pen-line" label={toExplain.some((one) => nameOf(one) === chosen) ? words.explainOne : words.explainAll(toExplain.length)} stale={stale} asked={desk.asked.value[key('explain', toExplain[0]!)]} onTap={explain} />
        </div>
      )}
      {toSign.length > 0 && can(view, 'sign-fault') && (
        <div class="answer">
          <label class="field">
            {words.signer}
            <input ref={judge} maxLength={200} defaultValue={presiding?.name ?? ''} />
          </label>
          <Key look="primary" icon="gavel" label={toSign.some((one) => nameOf(one) === chosen) ? words.signOne : words.signAll(toSign.length)} stale={stale} asked={desk.asked.value[key('sign', toSign[0]!)]} onTap={sign} />
        </div>
      )}
      {found.missing.some((one) => !one.isSigned) && !can(view, 'explain-fault') && !can(view, 'sign-fault') && <p>{words.noRight}</p>}
      {isOver(state) && (
        <Statement hearing={state.hearing} />
      )}
    </Dialog>
  );
}

/** Each missing stretch, to be dealt with alone where there are several; and what the other side has made good. */
function Faults({ state, found, chosen, onChoose }: { state: HearingState; found: Account; chosen: string; onChoose(name: string): void }) {
  const words = ledgerWords();
  return (
    <ul class="missing" tabIndex={0} aria-label={words.title}>
      {found.missing.length === 0 && <li class="signed">{words.noFaults}</li>}
      {found.missing.map((one) => (
        <li key={`${one.track}${one.fault.since}`} class={one.isSigned ? 'signed' : 'open'}>
          <b>{trackLabel({ name: one.track }, people(state))}</b>
          <span class="number">{words.from(clockTime((state.zero_at ?? 0) + one.fault.since / 1e6), clockTime((state.zero_at ?? 0) + one.fault.until / 1e6), ((one.fault.until - one.fault.since) / 1e9).toFixed(1))}</span>
          <span>{[words.cause[one.fault.cause] ?? one.fault.cause, one.text || words.notExplained, one.isSigned ? words.signed(one.judge) : words.notSigned].join(words.comma)}</span>
          {!one.isSigned && found.missing.length > 1 && (
            <Key look={`plain ${chosen === nameOf(one) ? 'on' : ''}`} icon={chosen === nameOf(one) ? 'check' : 'pencil'} label={chosen === nameOf(one) ? words.onlyThis : words.choose} name={`${words.choose}${words.comma}${trackLabel({ name: one.track }, people(state))}${words.comma}${clockTime((state.zero_at ?? 0) + one.fault.since / 1e6)}`} on={chosen === nameOf(one)} onTap={() => onChoose(chosen === nameOf(one) ? '' : nameOf(one))} />
          )}
        </li>
      ))}
      {found.filled.map((one) => (
        <li key={`${one.track}${one.since}${one.lost_by}`} class="signed">
          <b>{trackLabel({ name: one.track }, people(state))}</b>
          <span class="number">{words.from(clockTime((state.zero_at ?? 0) + one.since / 1e6), clockTime((state.zero_at ?? 0) + one.until / 1e6), ((one.until - one.since) / 1e9).toFixed(1))}</span>
          <span>{words.filledFrom[one.lost_by]}</span>
        </li>
      ))}
    </ul>
  );
}

/** The statement on the record, as a file; in both languages as it is filed, or in one. */
function Statement({ hearing }: { hearing: string }) {
  const words = ledgerWords();
  const [tongue, setTongue] = useState<'both' | 'zh' | 'en'>('both');
  return (
    <>
      <label class="field">
        {words.statementIn}
        <select value={tongue} onChange={(event) => setTongue(event.currentTarget.value as typeof tongue)}>
          {(['both', 'zh', 'en'] as const).map((one) => (
            <option key={one} value={one}>
              {words.tongues[one]}
            </option>
          ))}
        </select>
      </label>
      <div class="choices">
        {(['pdf', 'docx'] as const).map((form) => (
          <a key={form} class="key plain" download href={`/api/v1/hearings/${hearing}/record-statement.${form}?language=${tongue}`}>
            <Icon name="download" />
            {words.statement} {form.toUpperCase()}
          </a>
        ))}
      </div>
    </>
  );
}

const nameOf = (one: Missing): string => `${one.track}:${one.fault.since}`;
const key = (what: string, one: Missing): string => `${what}:${one.track}:${one.fault.since}`;
const stretch = ({ track, fault }: Missing) => ({ track, since: fault.since, until: fault.until });
