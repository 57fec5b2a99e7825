import { useEffect, useState } from 'preact/hooks';
import { api, get, post, put, remove } from '../../lib/http';
import { language } from '../../lib/i18n';
import { Dialog } from '../../ui/dialog';
import { Key } from '../../ui/key';
import { keepingWords } from './keeping-words';
import { attempt, said } from './made';

interface Hold {
  id: number;
  who: string;
  why: string;
}

interface Removal {
  hidden_by: string;
  reason: string;
  hidden_at: number;
  approved_by: string;
  approved_at: number | null;
  shredded_at: number | null;
}

interface Keeping {
  stage: string;
  kept_until: number | null;
  why: string;
  proven_places: number;
  holds: Hold[];
  removal: Removal | null;
  names: Record<string, string>;
}

interface Copy {
  object: string;
  location: string;
  kind: string;
  status: string;
  bytes: number;
  verified_at: number | null;
}

interface KeepingProps {
  hearing: string;
  number: string;
}

/** How one hearing's record is kept: where its copies lie, how long it stays, what holds it, and whether it is to go. */
export function KeepingOf({ hearing, number }: KeepingProps) {
  const words = keepingWords();
  const [keeping, setKeeping] = useState<Keeping | null>(null);
  const [copies, setCopies] = useState<Copy[]>([]);
  const path = `${api}/hearings/${hearing}/keeping`;
  const load = () =>
    void attempt(async () => {
      setKeeping(await get<Keeping>(path));
      setCopies((await get<{ replicas: Copy[] }>(`${api}/hearings/${hearing}/replicas`)).replicas);
    });
  useEffect(load, [hearing]);
  if (!keeping) return <p class="empty">{words.loading}</p>;
  return (
    <div class="keeping">
      <h3>{words.head(number)}</h3>
      <p>
        <b>{words.stage[keeping.stage] ?? keeping.stage}</b> · {words.proven(keeping.proven_places)} · {words.until}：{keeping.kept_until === null ? (words.why[keeping.why] ?? keeping.why) : dayOf(keeping.kept_until)}
      </p>
      <Copies copies={copies} />
      <TermOf number={number} onDone={load} />
      <Holds path={path} holds={keeping.holds} names={keeping.names} onDone={load} />
      <RemovalOf path={path} removal={keeping.removal} names={keeping.names} onDone={load} />
    </div>
  );
}

function Copies({ copies }: { copies: Copy[] }) {
  const words = keepingWords();
  if (copies.length === 0) return <p class="empty">{words.noCopies}</p>;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={words.copies}>
      <table>
        <thead>
          <tr>
            <th>{words.place}</th>
            <th>{words.kind}</th>
            <th>{words.status}</th>
            <th>{words.size}</th>
            <th>{words.checked}</th>
          </tr>
        </thead>
        <tbody>
          {copies.map((copy) => (
            <tr key={`${copy.location} ${copy.object}`}>
              <td>{copy.location}</td>
              <td>{words.kinds[copy.kind] ?? copy.kind}</td>
              <td class={copy.status === 'verified' ? 'state-good' : copy.status === 'stored' ? '' : 'state-bad'}>{words.statuses[copy.status] ?? copy.status}</td>
              <td class="number">{sizeOf(copy.bytes)}</td>
              <td class="number">{copy.verified_at === null ? words.never : momentOf(copy.verified_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TermOf({ number, onDone }: { number: string; onDone(): void }) {
  const words = keepingWords();
  const save = (form: HTMLFormElement) =>
    attempt(async () => {
      const { term = '', closed = '' } = said(form);
      await put(`${api}/keeping/terms`, { case: number, term: term || null, closed_at: closed ? Date.parse(`${closed}T00:00:00+08:00`) : null });
      onDone();
    });
  return (
    <form onSubmit={(event) => (event.preventDefault(), void save(event.currentTarget))}>
      <label class="field">
        {words.term}
        <select name="term">
          {['', 'permanent', '60-years', '30-years'].map((term) => (
            <option key={term} value={term}>{words.terms[term]}</option>
          ))}
        </select>
      </label>
      <label class="field">
        {words.closedOn}
        <input name="closed" type="date" />
      </label>
      <button type="submit" class="key plain">{words.saveTerm}</button>
    </form>
  );
}

interface PartProps {
  path: string;
  names: Record<string, string>;
  onDone(): void;
}

function Holds({ path, holds, names, onDone }: PartProps & { holds: Hold[] }) {
  const words = keepingWords();
  const [asked, ask] = useState<Hold | null>(null);
  const set = (form: HTMLFormElement) =>
    attempt(async () => {
      await post(`${path}/holds`, { why: said(form)['why'] });
      form.reset();
      onDone();
    });
  const lift = (hold: Hold) => attempt(async () => (await remove(`${path}/holds/${hold.id}`), onDone()));
  return (
    <>
      <h3>{words.holds}</h3>
      {holds.length === 0 && <p class="empty">{words.noHolds}</p>}
      {holds.map((hold) => (
        <p key={hold.id} class="keys">
          <span>
            <b>{hold.why}</b> · {words.setBy(names[hold.who] ?? hold.who)}
          </span>
          <Key look="plain" label={words.lift} onTap={() => ask(hold)} />
        </p>
      ))}
      <form onSubmit={(event) => (event.preventDefault(), void set(event.currentTarget))}>
        <label class="field wide">
          {words.holdWhy}
          <input name="why" required maxLength={400} />
        </label>
        <button type="submit" class="key plain">{words.setHold}</button>
      </form>
      {asked && (
        <Dialog title={words.liftAsk} confirm={words.lift} onConfirm={() => (void lift(asked), ask(null))} onClose={() => ask(null)}>
          <p>{asked.why}</p>
        </Dialog>
      )}
    </>
  );
}

function RemovalOf({ path, removal, names, onDone }: PartProps & { removal: Removal | null }) {
  const words = keepingWords();
  const [why, setWhy] = useState<string | null>(null);
  const [approving, setApproving] = useState(false);
  const doing = (work: () => Promise<unknown>) => attempt(async () => (await work(), onDone()));
  return (
    <>
      <h3>{words.removal}</h3>
      <p>{words.removalNote}</p>
      {removal && <p>{words.asked(names[removal.hidden_by] ?? removal.hidden_by, momentOf(removal.hidden_at), removal.reason)}</p>}
      {removal?.approved_at && <p>{words.approved(names[removal.approved_by] ?? removal.approved_by, momentOf(removal.approved_at))}</p>}
      {removal?.shredded_at && <p>{words.shredded(momentOf(removal.shredded_at))}</p>}
      {removal && !removal.shredded_at && (
        <div class="keys">
          {!removal.approved_at && <Key look="plain" label={words.approve} onTap={() => setApproving(true)} />}
          <Key look="plain" label={words.withdraw} onTap={() => void doing(() => remove(`${path}/removal`))} />
        </div>
      )}
      {!removal && (
        <form onSubmit={(event) => (event.preventDefault(), setWhy(said(event.currentTarget)['why'] ?? ''))}>
          <label class="field wide">
            {words.removalWhy}
            <input name="why" required maxLength={400} />
          </label>
          <button type="submit" class="key plain">{words.hide}</button>
        </form>
      )}
      {why !== null && (
        <Dialog title={words.hideAsk} confirm={words.hide} onConfirm={() => (void doing(() => post(`${path}/removal`, { why })), setWhy(null))} onClose={() => setWhy(null)}>
          <p>{words.hideText}</p>
        </Dialog>
      )}
      {approving && (
        <Dialog title={words.approveAsk} confirm={words.approve} onConfirm={() => (void doing(() => post(`${path}/removal/approval`)), setApproving(false))} onClose={() => setApproving(false)}>
          <p>{words.approveText}</p>
        </Dialog>
      )}
    </>
  );
}

const tongue = (): string => (language.value === 'zh' ? 'zh-CN' : 'en-GB');
const dayOf = (ms: number): string => new Intl.DateTimeFormat(tongue(), { timeZone: 'Asia/Shanghai', dateStyle: 'long' }).format(ms);
const momentOf = (ms: number): string => new Intl.DateTimeFormat(tongue(), { timeZone: 'Asia/Shanghai', dateStyle: 'medium', timeStyle: 'short' }).format(ms);

function sizeOf(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let at = 0;
  while (bytes >= 1024 && at < units.length - 1) {
    bytes /= 1024;
    at += 1;
  }
  return `${bytes < 10 && at > 0 ? bytes.toFixed(1) : Math.round(bytes)} ${units[at]}`;
}
