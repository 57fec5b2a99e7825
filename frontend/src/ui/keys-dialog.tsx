/** The keys of a keyboard, and what each does on this page. */
import { Dialog } from './dialog';

export function KeysDialog({ title, text, list, onClose }: { title: string; text?: string; list: readonly (readonly [string, string])[]; onClose(): void }) {
  return (
    <Dialog title={title} onClose={onClose}>
      {text && <p>{text}</p>}
      <dl class="keys">
        {list.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
