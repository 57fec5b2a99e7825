import { now, second } from '../lib/clock';
import { Key, type AskedState } from './key';
import { partWords } from './words';

interface UndoProps {
  what: string;
  note: string;
  effectiveAt: number;
  label: string;
  asked?: AskedState | undefined;
  stale?: boolean;
  /** It is done already; what runs out is the time to take it back. */
  isDone?: boolean | undefined;
  onUndo(): void;
}

/** Seconds in which something can be taken back. The count is the panel's, not the page's. */
export function UndoBar({ what, note, effectiveAt, label, asked, stale, isDone, onUndo }: UndoProps) {
  const at = Math.max(second.value, now());
  const left = Math.max(0, Math.ceil((effectiveAt - at) / 1000));
  return (
    <div class="undo" role="alert">
      <span class="left number" aria-hidden="true">{left}</span>
      <div>
        <b>{what}</b>
        <span>{isDone ? partWords().secondsToUndo(left) : partWords().secondsLeft(left)} · {note}</span>
      </div>
      <Key look="alert" icon="undo-2" label={label} asked={asked} stale={stale ?? false} onTap={onUndo} />
    </div>
  );
}
