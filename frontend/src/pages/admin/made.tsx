import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Refused } from '../../lib/http';
import { Dialog } from '../../ui/dialog';
import { Key } from '../../ui/key';
import { tell } from '../../ui/toast';
import { adminWords } from './words';

/** A secret that is shown once: a code or a link. */
export const made = signal<{ title: string; secret: string } | null>(null);

export function Made() {
  const words = adminWords();
  const [copied, setCopied] = useState('');
  const shown = made.value;
  if (!shown) return null;
  return (
    <Dialog title={shown.title} onClose={() => (made.value = null)}>
      <p class="code number">{shown.secret}</p>
      <Key look="plain primary" icon="copy" label={copied === shown.secret ? words.copied : words.copy} onTap={() => void navigator.clipboard?.writeText(shown.secret).then(() => setCopied(shown.secret))} />
    </Dialog>
  );
}

/** Do *work*, and say in words when the panel refuses; true when it went well. */
export async function attempt(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (fault) {
    if (fault instanceof Refused) tell(fault.problem.title || adminWords().failed, [fault.problem.detail, fault.problem.remedy].filter(Boolean).join(' '));
    else tell(adminWords().failed);
    return false;
  }
}

/** What a form says, as trimmed strings. */
export const said = (form: HTMLFormElement): Record<string, string> => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
