/** A text that somebody writes into the secret file: it says whether it is saved, when, and which version it is. */
import { useEffect, useState } from 'preact/hooks';
import type { Written } from '../../lib/bench';
import { clockTime } from '../../lib/clock';
import { Key, type AskedState } from '../../ui/key';
import { judgeWords } from './words';

interface Props {
  label: string;
  written: Written | null;
  inert: boolean;
  asked: AskedState | undefined;
  rows?: number;
  onKeep(text: string): Promise<boolean>;
}

export function WrittenField({ label, written, inert, asked, rows = 3, onKeep }: Props) {
  const words = judgeWords();
  const [draft, setDraft] = useState<string | null>(null);
  const saved = written?.text ?? '';
  const isChanged = draft !== null && draft !== saved;
  useEffect(() => setDraft((now) => (now === saved ? null : now)), [saved]);
  const keep = async () => {
    if (draft !== null && (await onKeep(draft))) setDraft(null);
  };
  return (
    <div class={`typed ${isChanged ? 'changed' : ''}`}>
      <label class="field">
        {label}
        <textarea rows={rows} maxLength={20_000} value={draft ?? saved} onInput={(event) => setDraft(event.currentTarget.value)} />
      </label>
      <div class="keep">
        <small>{isChanged ? words.unsaved : written ? `${words.kept(clockTime(written.at))} · ${words.version(written.revision)}` : ''}</small>
        <Key look={isChanged ? 'plain primary' : 'plain'} label={words.keep} name={`${words.keep}: ${label}`} stale={inert} asked={asked} onTap={() => void keep()} />
      </div>
    </div>
  );
}
