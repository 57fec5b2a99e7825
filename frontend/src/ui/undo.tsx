import { now, second } from '../lib/clock';
import { Key } from './key';
import { partWords } from './words';

interface UndoProps {
  what: string;
  note: string;
  effectiveAt: number;
  label: string;
  asked?: 'pending' | 'failed' | undefined;
  stale?: boolean;
  onUndo(): void;
}

/** Ten seconds in which what was held can be taken back. The count is the panel's, not the page's. */
export function UndoBar({ what, note, effectiveAt, label, asked, stale, onUndo }: UndoProps) {
  const at = Math.max(second.value, now());
  const left = Math.max(0, Math.ceil((effectiveAt - at) / 1000));
  return (
    <div class="undo" role="alert">
      <span class="left number" aria-hidden="true">{left}</span>
      <div>
        <b>{what}</b>
        <span>{partWords().secondsLeft(left)} · {note}</span>
      </div>
      <Key look="alert" icon="undo-2" label={label} asked={asked} stale={stale ?? false} onTap={onUndo} />
    </div>
  );
}
