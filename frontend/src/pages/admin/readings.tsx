import { useEffect, useState } from 'preact/hooks';
import { clockTime, dayOf, now } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { api, get, post, remove } from '../../lib/http';
import type { HearingView } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Key } from '../../ui/key';
import { attempt, made, said } from './made';
import { readingsWords } from './readings-words';

interface Grant {
  id: string;
  kind: string;
  reader: string;
  purpose: string;
  until: number;
  openings: number;
  opened: number;
  revoked_at: number | null;
}

const DAY_MS = 24 * 3600 * 1000;

/** Who may read one hearing's record from outside; a judge gives leave and takes it back. */
export function ReadingsOf({ hearing, grants }: { hearing: string; grants: boolean }) {
  const words = readingsWords();
  const [list, setList] = useState<Grant[] | null>(null);
  const [asked, ask] = useState<Grant | null>(null);
  const path = `${api}/hearings/${hearing}/readings`;
  const load = () => void attempt(async () => setList((await get<{ readings: Grant[] }>(path)).readings));
  useEffect(load, [hearing]);
  const revoke = (grant: Grant) => attempt(async () => (await remove(`${path}/${grant.id}`), load()));
  const stands = (grant: Grant) => grant.revoked_at === null && grant.until > now();
  return (
    <div class="keeping">
      <h3>{words.head}</h3>
      <p>{words.note}</p>
      {list?.length === 0 && <p class="empty">{words.none}</p>}
      {list !== null && list.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-label={words.readings}>
          <table>
            <thead>
              <tr>
                <th>{words.who}</th>
                <th>{words.kind}</th>
                <th>{words.purpose}</th>
                <th>{words.until}</th>
                <th>{words.count}</th>
                <th>{words.revoke}</th>
              </tr>
            </thead>
            <tbody>
              {list.map((grant) => (
                <tr key={grant.id}>
                  <td>{grant.reader}</td>
                  <td>{words.kinds[grant.kind] ?? grant.kind}</td>
                  <td>{grant.purpose}</td>
                  <td class="number">{dayOf(grant.until)} {clockTime(grant.until)}</td>
                  <td class="number">{grant.opened} / {grant.openings}</td>
                  <td>{!stands(grant) ? (grant.revoked_at === null ? words.over : words.revoked) : grants ? <Key look="plain" label={words.revoke} onTap={() => ask(grant)} /> : ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {grants && <NewGrant hearing={hearing} path={path} onDone={load} />}
      {asked && (
        <Dialog title={words.revokeAsk} confirm={words.revoke} onConfirm={() => (void revoke(asked), ask(null))} onClose={() => ask(null)}>
          <p>{asked.reader}</p>
          <p>{words.revokeText}</p>
        </Dialog>
      )}
    </div>
  );
}

function NewGrant({ hearing, path, onDone }: { hearing: string; path: string; onDone(): void }) {
  const words = readingsWords();
  const [view, setView] = useState<HearingView | null>(null);
  const [kind, setKind] = useState('consultation');
  useEffect(() => void attempt(async () => setView(await get<HearingView>(`${api}/hearings/${hearing}`))), [hearing]);
  const give = (form: HTMLFormElement) =>
    attempt(async () => {
      const { participant, reader, purpose, until, openings, sound, text, sealed } = said(form);
      const whom = kind === 'consultation' && participant ? { participant } : { reader };
      const body = { kind, ...whom, purpose, until: Date.parse(`${until}T00:00:00+08:00`) + DAY_MS, openings: Number(openings), may_copy_sound: sound === 'on', may_transcribe: text === 'on', sealed_reason: sealed ?? '' };
      const told = await post<Grant & { url: string }>(path, body);
      made.value = { title: words.given(told.reader), secret: told.url };
      form.reset();
      onDone();
    });
  return (
    <form onSubmit={(event) => (event.preventDefault(), void give(event.currentTarget))}>
      <label class="field">
        {words.kind}
        <select name="kind" value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
          {Object.entries(words.kinds).map(([name, label]) => <option key={name} value={name}>{label}</option>)}
        </select>
      </label>
      {kind === 'consultation' ? (
        <label class="field">
          {words.participant}
          <select name="participant" required>
            {Object.values(view?.state.participants ?? {}).map((person) => <option key={person.id} value={person.id}>{person.name} · {court().role[person.role]}</option>)}
          </select>
        </label>
      ) : (
        <label class="field">
          {words.name}
          <input name="reader" required maxLength={80} />
        </label>
      )}
      <label class="field">
        {words.purpose}
        <input name="purpose" required maxLength={200} />
      </label>
      <label class="field">
        {words.until}
        <input name="until" type="date" required min={dayOf(now())} max={dayOf(now() + 364 * DAY_MS)} />
      </label>
      <label class="field">
        {words.openings}
        <input name="openings" type="number" required min={1} max={99} defaultValue="3" />
      </label>
      {kind === 'consultation' ? (
        <>
          <label class="option">
            <input type="checkbox" name="sound" />
            {words.sound}
          </label>
          <label class="option">
            <input type="checkbox" name="text" />
            {words.text}
          </label>
        </>
      ) : (
        <label class="field">
          {words.sealed}
          <input name="sealed" maxLength={400} />
        </label>
      )}
      <button type="submit" class="key plain primary">{words.grant}</button>
    </form>
  );
}
