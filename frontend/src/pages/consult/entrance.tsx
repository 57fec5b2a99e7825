import { useState } from 'preact/hooks';
import { Refused } from '../../lib/http';
import { language, speak } from '../../lib/i18n';
import { Icon } from '../../ui/icon';
import { partWords } from '../../ui/words';
import { openReading, type Reading } from './reading';
import { consultWords } from './words';

interface EntranceProps {
  code: string;
  /** Why an earlier reading ended. */
  fault: [string, string] | null;
  onOpen(reading: Reading): void;
}

/** The code, what reading means, and one key; nothing is counted before it is tapped. */
export function Entrance({ code, fault: earlier, onOpen }: EntranceProps) {
  const words = consultWords();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState(earlier);
  const submit = async (form: HTMLFormElement) => {
    setBusy(true);
    setFault(null);
    try {
      onOpen(await openReading(String(new FormData(form).get('code'))));
    } catch (problem) {
      setFault(problem instanceof Refused ? [problem.problem.title, problem.problem.remedy] : [words.unreachable, words.unreachableHelp]);
      setBusy(false);
    }
  };
  return (
    <main class="sign-in consult-entrance">
      <form onSubmit={(event) => (event.preventDefault(), void submit(event.currentTarget))}>
        <header>
          <span>{words.title}</span>
          <button type="button" class="tongue" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
            <Icon name="languages" />
            {partWords().english}
          </button>
        </header>
        <h1>{words.open}</h1>
        <p>{words.law}</p>
        <label class="field">
          {words.code}
          <input name="code" required minLength={4} maxLength={60} defaultValue={code} autocomplete="off" autocapitalize="characters" spellcheck={false} />
        </label>
        <p>{words.codeHelp} {words.counted}</p>
        {fault && (
          <div class="trouble" role="alert">
            <b>{fault[0]}</b>
            {fault[1]}
          </div>
        )}
        <button type="submit" class={`key primary ${busy ? 'pending' : ''}`} aria-busy={busy} disabled={busy}>
          <Icon name="eye" />
          {busy ? words.opening : words.open}
        </button>
      </form>
    </main>
  );
}
