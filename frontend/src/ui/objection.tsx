import { useRef, useState } from 'preact/hooks';
import type { ToSign } from '../lib/signing';
import { Key } from './key';
import { signWords } from './sign-words';

/** Who holds a line to be wrong says which, and what it must read; the court corrects it or refuses, and both are kept. */
export function Objection({ lines, onObject }: { lines: ToSign['lines']; onObject(line: number, text: string): void }) {
  const words = signWords();
  const [isOpen, open] = useState(false);
  const [line, choose] = useState(lines[0]?.line ?? 0);
  const text = useRef<HTMLTextAreaElement>(null);
  if (!isOpen) return <Key look="plain" icon="pencil" label={words.object} onTap={() => open(true)} />;
  const ask = () => {
    const said = text.current?.value.trim();
    if (!said) return text.current?.focus();
    onObject(line, said);
    open(false);
  };
  return (
    <div class="objection">
      <label class="field">
        {words.objectLine}
        <select value={line} onChange={(event) => choose(Number(event.currentTarget.value))}>
          {lines.map((one) => (
            <option key={one.line} value={one.line}>
              {one.line} · {one.speaker}：{one.text.slice(0, 24)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        {words.objectText}
        <textarea key={line} ref={text} rows={2} maxLength={2000} defaultValue={lines.find((one) => one.line === line)?.text ?? ''} />
      </label>
      <Key look="alert" icon="pencil" label={words.objectSend} onTap={ask} />
    </div>
  );
}
