import { useEffect, useState } from 'preact/hooks';
import { court } from '../../lib/court-words';
import { api, get, post } from '../../lib/http';
import { ROLES, type Role } from '../../lib/words';
import { Key } from '../../ui/key';
import { attempt, made, said } from './made';
import { adminWords } from './words';

interface Account {
  account: string;
  name: string;
  role: string;
  disabled: boolean;
}

const nameOf = (role: string): string => (role === 'administrator' ? adminWords().administrator : (court().role[role as Role] ?? role));

/** The court's people: added with a role, let in by a link that is good once. */
export function Accounts() {
  const words = adminWords();
  const [list, setList] = useState<Account[]>([]);
  const load = () => void attempt(async () => setList((await get<{ accounts: Account[] }>(`${api}/accounts`)).accounts));
  useEffect(load, []);
  const add = (form: HTMLFormElement) =>
    attempt(async () => {
      await post(`${api}/accounts`, said(form));
      form.reset();
      load();
    });
  const link = (account: Account) =>
    attempt(async () => {
      const answer = await post<{ path: string }>(`${api}/accounts/${account.account}/link`);
      made.value = { title: words.linkText(account.name), secret: location.origin + answer.path };
    });
  return (
    <section aria-labelledby="accounts">
      <h2 id="accounts">{words.accounts}</h2>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>{words.account}</th>
              <th>{words.name}</th>
              <th>{words.role}</th>
              <th>{words.state}</th>
              <th>{words.link}</th>
            </tr>
          </thead>
          <tbody>
            {list.map((account) => (
              <tr key={account.account}>
                <td>{account.account}</td>
                <td>{account.name}</td>
                <td>{nameOf(account.role)}</td>
                <td>{account.disabled ? words.disabled : words.active}</td>
                <td>
                  <Key look="plain" icon="link" label={words.link} onTap={() => void link(account)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <form onSubmit={(event) => (event.preventDefault(), void add(event.currentTarget))}>
        <label class="field">
          {words.account}
          <input name="account" required pattern="[a-z][a-z0-9._\-]{1,63}" autocapitalize="none" spellcheck={false} />
        </label>
        <label class="field">
          {words.name}
          <input name="name" required maxLength={80} />
        </label>
        <label class="field">
          {words.role}
          <select name="role">
            {['clerk', ...ROLES.filter((role) => role !== 'clerk'), 'administrator'].map((role) => (
              <option key={role} value={role}>{nameOf(role)}</option>
            ))}
          </select>
        </label>
        <label class="field">
          {words.password}
          <input name="password" type="password" minLength={10} autocomplete="new-password" />
        </label>
        <button type="submit" class="key plain primary">{words.add}</button>
      </form>
    </section>
  );
}
