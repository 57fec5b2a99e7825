import { useEffect, useState } from 'preact/hooks';
import { clockTime, dayOf } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { api, get, post, remove } from '../../lib/http';
import { Dialog } from '../../ui/dialog';
import { Key } from '../../ui/key';
import { attempt, said } from './made';
import { settlingWords } from './settling-words';

interface Side {
  which: 'server' | 'room';
  hearing: string;
  case: string;
  cause: string;
  sitting: number;
  course: string;
  planned_at: number;
  opened_at: number | null;
  closed_at: number | null;
  events: number;
  chain: string;
  lines: number;
  closing_root: string;
  takes: { take: string; leaves: number; root: string }[];
  people: string[];
}

interface Differing {
  place: string;
  at_server: string;
  in_room: string;
}

export interface Settlement {
  keep: string;
  reason: string;
  proposed_by: string;
  approved_by: string;
  approved_at: number | null;
  done_at: number | null;
  says: { side?: 'server' | 'room'; sha256?: string; hearing?: string; sitting?: number | null };
}

interface Sides {
  sides: Side[];
  common: number;
  differing_events: number;
  events: Differing[];
  differing_lines: number;
  lines: Differing[];
  choices: string[];
  settlement: Settlement | null;
  changed: string[];
  names: Record<string, string>;
}

/** Both sides of a hearing that the server and a courtroom hold, and how two administrators settle that. */
export function SettlingOf({ hearing, onDone }: { hearing: string; onDone(): void }) {
  const words = settlingWords();
  const [found, setFound] = useState<Sides | null>(null);
  const load = () => void attempt(async () => setFound(await get<Sides>(`${api}/handins/${hearing}/sides`)));
  useEffect(load, [hearing]);
  if (!found) return null;
  const changed = () => (load(), onDone());
  return (
    <div class="keeping">
      <h3>{words.head}</h3>
      <Held sides={found.sides} />
      <p>{words.alike(found.common)}</p>
      <Differences title={words.logs(found.differing_events)} all={found.events} />
      <Differences title={words.texts(found.differing_lines)} all={found.lines} />
      <h3>{words.keep}</h3>
      {found.settlement ? <Settled hearing={hearing} found={found} settlement={found.settlement} onDone={changed} /> : <Propose hearing={hearing} choices={found.choices} onDone={changed} />}
    </div>
  );
}

const moment = (at: number | null): string => (at === null ? '—' : `${dayOf(at)} ${clockTime(at)}`);

function Held({ sides }: { sides: Side[] }) {
  const words = settlingWords();
  const rows: [string, (side: Side) => string][] = [
    [words.number, (side) => side.case],
    [words.hearing, (side) => side.hearing],
    [words.sitting, (side) => String(side.sitting)],
    [words.state, (side) => court().course[side.course as keyof ReturnType<typeof court>['course']] ?? side.course],
    [words.planned, (side) => moment(side.planned_at)],
    [words.opened, (side) => moment(side.opened_at)],
    [words.closed, (side) => moment(side.closed_at)],
    [words.events, (side) => String(side.events)],
    [words.lines, (side) => String(side.lines)],
    [words.people, (side) => side.people.join('、') || '—'],
    [words.takes, (side) => side.takes.map((take) => `${take.take} · ${take.leaves} · ${take.root}`).join(' ') || '—'],
    [words.root, (side) => side.closing_root || '—'],
    [words.chain, (side) => side.chain],
  ];
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={words.head}>
      <table class="sides">
        <thead>
          <tr>
            <th><span class="unseen">{words.head}</span></th>
            {sides.map((side) => (
              <th key={side.which}>{words[side.which]}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, told]) => (
            <tr key={title} class={told(sides[0]!) === told(sides[1]!) ? '' : 'differs'}>
              <th scope="row">{title}</th>
              {sides.map((side) => (
                <td key={side.which} class="number">{told(side)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Differences({ title, all }: { title: string; all: Differing[] }) {
  const words = settlingWords();
  if (all.length === 0) return <p class="empty">{title} · {words.none}</p>;
  return (
    <details>
      <summary>{title}</summary>
      <div class="scroll" tabIndex={0} role="group" aria-label={title}>
        <table class="sides">
          <thead>
            <tr>
              <th>{words.place}</th>
              <th>{words.server}</th>
              <th>{words.room}</th>
            </tr>
          </thead>
          <tbody>
            {all.map((one) => (
              <tr key={one.place}>
                <td class="number">{one.place}</td>
                <td>{one.at_server || '—'}</td>
                <td>{one.in_room || '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Propose({ hearing, choices, onDone }: { hearing: string; choices: string[]; onDone(): void }) {
  const words = settlingWords();
  const propose = (form: HTMLFormElement) =>
    attempt(async () => {
      const { keep, reason } = said(form);
      await post(`${api}/handins/${hearing}/settlement`, { keep, reason });
      onDone();
    });
  return (
    <form onSubmit={(event) => (event.preventDefault(), void propose(event.currentTarget))}>
      <fieldset class="wide">
        <legend class="unseen">{words.keep}</legend>
        {choices.map((choice) => (
          <label key={choice} class="option">
            <input type="radio" name="keep" value={choice} required />
            {words.choice[choice]}
          </label>
        ))}
      </fieldset>
      <label class="field wide">
        {words.reason}
        <textarea name="reason" rows={2} required maxLength={2000} />
      </label>
      <p>{words.note}</p>
      <button type="submit" class="key plain primary">{words.propose}</button>
    </form>
  );
}

function Settled({ hearing, found, settlement, onDone }: { hearing: string; found: Sides; settlement: Settlement; onDone(): void }) {
  const words = settlingWords();
  const [asks, ask] = useState(false);
  const name = (who: string) => found.names[who] ?? who;
  const path = `${api}/handins/${hearing}/settlement`;
  const { side, sha256, sitting } = settlement.says;
  return (
    <>
      <p>{words.proposed(name(settlement.proposed_by), words.choice[settlement.keep] ?? settlement.keep, settlement.reason)}</p>
      {settlement.approved_at !== null && <p>{words.approved(name(settlement.approved_by))} {settlement.done_at === null ? words.waits : words.done}</p>}
      {side && sha256 && <p class="hash">{words.kept(words[side], sha256)}</p>}
      {settlement.done_at !== null && settlement.says.hearing && <p>{words.planAgain(settlement.says.hearing)}</p>}
      {sitting && <p>{words.extra(sitting)}</p>}
      {found.changed.length > 0 && <p class="state-bad">{words.changed}{found.changed.join(', ')}</p>}
      {settlement.approved_at === null && (
        <p class="keys">
          <Key look="plain primary" label={words.approve} onTap={() => ask(true)} />
          <Key look="plain" label={words.withdraw} onTap={() => void attempt(async () => (await remove(path), onDone()))} />
        </p>
      )}
      {asks && (
        <Dialog title={words.approveAsk} confirm={words.approve} onConfirm={() => (ask(false), void attempt(async () => (await post(`${path}/approval`), onDone())))} onClose={() => ask(false)}>
          <p>{words.choice[settlement.keep]} · {words.approveText}</p>
        </Dialog>
      )}
    </>
  );
}
