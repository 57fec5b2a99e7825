import { useEffect, useRef } from 'preact/hooks';
import { clockTime } from '../../lib/clock';
import type { HearingStore } from '../../lib/store';
import { trackLabel } from '../../lib/track-label';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { CasesKey } from './cases';
import type { Desk } from './desk';
import { Sessions } from './sessions';
import { panelWords } from './words';

/** What the record holds beside the text: sessions, joined cases, notes and faults. */
export function RecordView(props: { store: HearingStore; desk: Desk; stale: boolean }) {
  return (
    <>
      <Sessions store={props.store} />
      <CasesKey {...props} />
      <Notes store={props.store} />
    </>
  );
}

/** The clerk's notes and the system's faults, in the order of the log. */
export function Notes({ store }: { store: HearingStore }) {
  const words = panelWords();
  const state = store.state;
  if (!state) return null;
  const entries = [
    ...state.notes.map((note) => ({ seq: note.seq, at: note.at, text: note.text || words.note, fault: false })),
    ...state.faults.map((fault) => ({ seq: fault.seq, at: fault.at, text: [fault.text || fault.cause, fault.track && trackLabel({ name: fault.track })].filter(Boolean).join(' · '), fault: true })),
  ].sort((a, b) => b.seq - a.seq);
  return (
    <section class="notes" aria-label={words.notesHead}>
      <h2 class="head">
        {words.notesHead}
        <em>{state.faults.length ? `${words.faults} ${state.faults.length}` : ''}</em>
      </h2>
      {entries.length === 0 && <p class="empty">{words.noNotes}</p>}
      <ul tabIndex={0} aria-label={words.notesHead}>
        {entries.map((entry) => (
          <li key={entry.seq} class={entry.fault ? 'fault' : ''}>
            <Icon name={entry.fault ? 'triangle-alert' : 'bookmark'} />
            <time class="number">{clockTime(entry.at)}</time>
            <span>{entry.text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A note of the moment. Empty is allowed: then only the time stands in the log. */
export function NoteDialog({ desk, onClose }: { desk: Desk; onClose(): void }) {
  const words = panelWords();
  const text = useRef<HTMLTextAreaElement>(null);
  useEffect(() => text.current?.focus(), []);
  const save = () => {
    void desk.ask('note', { type: 'note', text: text.current?.value.trim() || words.note });
    onClose();
  };
  return (
    <Dialog title={words.noteTitle} confirm={words.noteSave} onConfirm={save} onClose={onClose}>
      <label class="field">
        {words.noteText}（{words.noteHint}）
        <textarea ref={text} rows={3} maxLength={2000} />
      </label>
    </Dialog>
  );
}
