import { Key } from './key';
import { forget, notices } from './notices';
import { partWords } from './words';

export { tell } from './notices';

export function Toasts() {
  return (
    <div class="toasts" role="alert">
      {notices.value.map((note) => (
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
