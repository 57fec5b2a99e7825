import { useState } from 'preact/hooks';
import { Refused } from '../../lib/http';
import { language, speak } from '../../lib/i18n';
import { Icon } from '../../ui/icon';
import { partWords } from '../../ui/words';
import { comeIn } from './told';
import { displayWords } from './words';

/** A screen that is not signed in asks for its code, and shows nothing else. */
export function Entrance() {
  const words = displayWords();
  const [fault, setFault] = useState<[string, string] | null>(null);
  const [busy, setBusy] = useState(false);
  const enter = (form: HTMLFormElement) => {
    setBusy(true);
    setFault(null);
    void comeIn(String(new FormData(form).get('code') ?? ''))
      .catch((why: unknown) => setFault(why instanceof Refused ? [why.problem.title, why.problem.remedy] : [words.unreachable, words.unreachableHelp]))
      .finally(() => setBusy(false));
  };
  return (
    <main class="entrance">
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
      <form onSubmit={(event) => (event.preventDefault(), enter(event.currentTarget))}>
        <label class="field">
          {words.code}
          <input name="code" class="number" required autocomplete="off" spellcheck={false} maxLength={60} />
        </label>
        {fault && (
          <p class="warned" role="alert">
            <b>{fault[0]}</b> {fault[1]}
          </p>
        )}
        <button type="submit" class={`key primary ${busy ? 'pending' : ''}`} aria-busy={busy}>
          <Icon name="log-in" />
          {words.comeIn}
        </button>
      </form>
      <button type="button" class="key plain" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
        <Icon name="languages" />
        {partWords().english}
      </button>
    </main>
  );
}
