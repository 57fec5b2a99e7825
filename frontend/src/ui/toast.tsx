import { signal } from '@preact/signals';
import { Key } from './key';
import { partWords } from './words';

interface Note {
  id: number;
  title: string;
  detail: string;
}

const notes = signal<Note[]>([]);
let last = 0;

/** Say once that something did not go as asked. Stays until read, twelve seconds at most. */
export function tell(title: string, detail = ''): void {
  const id = ++last;
  notes.value = [...notes.value.slice(-2), { id, title, detail }];
  setTimeout(() => forget(id), 12_000);
}

function forget(id: number): void {
  notes.value = notes.value.filter((note) => note.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="alert">
      {notes.value.map((note) => (
        <div key={note.id} class="toast">
          <div>
            <b>{note.title}</b>
            {note.detail && <small>{note.detail}</small>}
          </div>
          <Key look="plain" icon="x" label="" name={partWords().close} onTap={() => forget(note.id)} />
        </div>
      ))}
    </div>
  );
}
