import { useEffect, useRef, useState } from 'preact/hooks';
import { clockTime } from '../lib/clock';
import { Refused } from '../lib/http';
import { toSign, type ToSign } from '../lib/signing';
import type { Handwriting } from '../lib/words';
import { Dialog } from './dialog';
import { Objection } from './objection';
import { PenField } from './pen-field';
import { signWords } from './sign-words';
import { SpokenCode } from './spoken-code';
import { tell } from './toast';

export interface Given {
  name: string;
  text_sha256: string;
  root: string;
  hand: Handwriting;
}

interface SignProps {
  hearing: string;
  /** A participant, or `me`. */
  who: string;
  /** How the person is called here. */
  called: string;
  name: string;
  /** A witness reads the own part. */
  ownPart: boolean;
  onSign(given: Given): void;
  /** Not for the bench and the clerk, who correct by themselves. */
  onObject?: (line: number, text: string) => void;
  onClose(): void;
}

/** One person reads what is signed, and signs by hand: the text, the record's code and the field stand together. */
export function SignDialog({ hearing, who, called, name, ownPart, onSign, onObject, onClose }: SignProps) {
  const words = signWords();
  const [read, setRead] = useState<ToSign | null>(null);
  const [hand, setHand] = useState<Handwriting | null>(null);
  const signer = useRef<HTMLInputElement>(null);
  useEffect(() => {
    toSign(hearing, who).then(setRead, (fault: unknown) => {
      tell(fault instanceof Refused ? fault.problem.title : words.empty, fault instanceof Refused ? fault.problem.remedy : '');
      onClose();
    });
  }, [hearing, who]);
  const confirm = () => {
    const said = signer.current?.value.trim();
    if (!said) return signer.current?.focus();
    if (!read?.root) return tell(words.noRoot, '');
    if (!hand) return tell(words.nothing, words.here);
    onSign({ name: said, text_sha256: read.text_sha256, root: read.root, hand });
  };
  return (
    <Dialog title={words.title(called)} confirm={words.sign} look="primary" onConfirm={confirm} onClose={onClose}>
      <p>{read ? (read.lines.length ? (ownPart ? words.readOwn : words.read)(read.lines.length) : words.empty) : words.loading}</p>
      {read && (
        <>
          <ol class="sign-text" tabIndex={0} aria-label={words.text}>
            {read.lines.map((line) => (
              <li key={line.line}>
                <small>
                  <span class="number">{clockTime(line.at)}</span> {line.speaker}
                </small>
                {line.text}
              </li>
            ))}
          </ol>
          {onObject && read.lines.length > 0 && <Objection lines={read.lines} onObject={onObject} />}
          <p>{read.code ? words.over : words.noRoot}</p>
          {read.code && <SpokenCode code={read.code} />}
          <label class="field">
            {words.name}
            <input ref={signer} defaultValue={name} maxLength={80} autocomplete="off" />
          </label>
          <PenField label={words.field} onWritten={setHand} />
        </>
      )}
    </Dialog>
  );
}
