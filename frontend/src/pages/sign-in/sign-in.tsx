import { useState } from 'preact/hooks';
import { api, post, Refused } from '../../lib/http';
import { language, speak } from '../../lib/i18n';
import { Icon } from '../../ui/icon';
import { partWords } from '../../ui/words';
import { signInWords } from './words';

interface SignInProps {
  /** The one-time token of the set-up link; then this makes the first administrator. */
  setUp: string | null;
  /** What went wrong with a link before the form was shown. */
  fault: [string, string] | null;
  onIn(role: string): void;
}

/** Account and password, or the first administrator. */
export function SignIn({ setUp, fault: earlier, onIn }: SignInProps) {
  const words = signInWords();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState(earlier);
  const submit = async (form: HTMLFormElement) => {
    const said = Object.fromEntries(new FormData(form)) as Record<string, string>;
    setBusy(true);
    setFault(null);
    try {
      const me = await post<{ role: string }>(setUp ? `${api}/setup` : `${api}/sign-in`, setUp ? { token: setUp, ...said } : said);
      onIn(me.role);
    } catch (problem) {
      setFault(problem instanceof Refused ? [problem.problem.title, problem.problem.remedy] : [words.noServer, words.checkNetwork]);
    }
    setBusy(false);
  };
  return (
    <main class="sign-in">
      <form onSubmit={(event) => (event.preventDefault(), void submit(event.currentTarget))}>
        <header>
          <span>{words.product}</span>
          <button type="button" class="tongue" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
            <Icon name="languages" />
            {partWords().english}
          </button>
        </header>
        <h1>{setUp ? words.setUp : words.title}</h1>
        {setUp && <p>{words.setUpText}</p>}
        {setUp && (
          <label class="field">
            {words.name}
            <input name="name" required maxLength={80} autocomplete="name" />
          </label>
        )}
        <label class="field">
          {words.account}
          <input name="account" required maxLength={64} autocomplete="username" autocapitalize="none" spellcheck={false} />
        </label>
        <label class="field">
          {words.password}
          <input name="password" type="password" required minLength={setUp ? 10 : 1} maxLength={200} autocomplete={setUp ? 'new-password' : 'current-password'} />
        </label>
        {fault && (
          <div class="trouble" role="alert">
            <b>{fault[0]}</b>
            {fault[1]}
          </div>
        )}
        <button type="submit" class={`key primary ${busy ? 'pending' : ''}`} aria-busy={busy}>
          <Icon name={setUp ? 'user-plus' : 'log-in'} />
          {busy ? words.signingIn : setUp ? words.create : words.signIn}
        </button>
        {!setUp && <p class="hint">{words.forgot}</p>}
      </form>
    </main>
  );
}
