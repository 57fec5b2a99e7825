import { useRef, useState } from 'preact/hooks';
import { Dialog } from '../ui/dialog';
import { Key } from '../ui/key';
import { reviewWords } from './review-words';

/** A citation of the present moment, and the link that leads to it, to be copied. */
export function CiteDialog({ citation, link, onClose }: { citation: string; link: string; onClose(): void }) {
  const words = reviewWords();
  return (
    <Dialog title={words.citeTitle} onClose={onClose}>
      <Copied label={words.citation} text={citation} />
      <Copied label={words.link} text={link} />
      <p>{words.citeHelp}</p>
    </Dialog>
  );
}

/** A text that can be selected, and copied by one key where the browser lets the page. */
function Copied({ label, text }: { label: string; text: string }) {
  const words = reviewWords();
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    field.current?.select();
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false);
    setCopied(done ?? document.execCommand('copy'));
  };
  return (
    <div class="copied">
      <label class="field">
        {label}
        <input ref={field} readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <Key look="plain" icon={isCopied ? 'check' : 'copy'} label={isCopied ? words.copied : words.copy} onTap={() => void copy()} />
    </div>
  );
}
