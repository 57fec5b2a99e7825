import { useEffect, useState } from 'preact/hooks';
import { api, get, post, put, remove } from '../../lib/http';
import { Dialog } from '../../ui/dialog';
import { Key } from '../../ui/key';
import { Copies } from './keeping-copies';
import { Exports } from './keeping-exports';
import { dayOf, type Hold, type Keeping } from './keeping-kinds';
import { RemovalOf } from './keeping-removal';
import { keepingWords } from './keeping-words';
import { attempt, said } from './made';

const AGAIN_MS = 3000;

/** How one hearing's record is kept: where its copies lie, how long it stays, what holds it, and how far it is on its way out. */
export function KeepingOf({ hearing, onChange }: { hearing: string; onChange?(): void }) {
  const words = keepingWords();
  const [keeping, setKeeping] = useState<Keeping | null>(null);
  const path = `${api}/hearings/${hearing}/keeping`;
  const load = () => void attempt(async () => setKeeping(await get<Keeping>(path)));
  const changed = () => (load(), onChange?.());
  const goes = keeping?.copies.some((copy) => copy.status === 'going') ?? false;
  useEffect(load, [hearing]);
  useEffect(() => {
    if (!goes) return undefined;
    const looking = setInterval(() => void get<Keeping>(path).then(setKeeping, () => undefined), AGAIN_MS);
    return () => clearInterval(looking);
  }, [hearing, goes]);
  if (!keeping) return <p class="empty">{words.loading}</p>;
  const isGone = keeping.stage === 'shredded';
  return (
    <div class="keeping">
      <h3>{words.head(keeping.case)}</h3>
      <p>
        <b>{words.stage[keeping.stage] ?? keeping.stage}</b>
        {!isGone && ` · ${words.proven(keeping.proven_places)}`} · {words.until}：{keeping.kept_until === null ? (words.why[keeping.why] ?? keeping.why) : dayOf(keeping.kept_until)}
      </p>
      <Copies copies={keeping.copies} locks={keeping.locks} isShredded={isGone} />
      {!isGone && <TermOf number={keeping.case} onDone={changed} />}
      {!isGone && <Holds path={path} holds={keeping.holds} names={keeping.names} onDone={changed} />}
      <RemovalOf path={path} keeping={keeping} onDone={changed} />
      <Exports hearing={hearing} />
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
  const [why, setWhy] = useState<string | null>(null);
  const set = (reason: string) => attempt(async () => (await post(`${path}/holds`, { why: reason }), onDone()));
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
      <form onSubmit={(event) => (event.preventDefault(), setWhy(said(event.currentTarget)['why'] ?? ''), event.currentTarget.reset())}>
        <label class="field wide">
          {words.holdWhy}
          <input name="why" required maxLength={400} />
        </label>
        <button type="submit" class="key plain">{words.setHold}</button>
      </form>
      {why !== null && (
        <Dialog title={words.holdAsk} confirm={words.setHold} onConfirm={() => (void set(why), setWhy(null))} onClose={() => setWhy(null)}>
          <p>{words.holdText(why)}</p>
        </Dialog>
      )}
      {asked && (
        <Dialog title={words.liftAsk} confirm={words.lift} onConfirm={() => (void lift(asked), ask(null))} onClose={() => ask(null)}>
          <p>{asked.why}</p>
        </Dialog>
      )}
    </>
  );
}
