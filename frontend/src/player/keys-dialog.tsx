import { Dialog } from '../ui/dialog';
import { reviewWords } from './review-words';

/** Which keys do what. */
export function KeysDialog({ onClose }: { onClose(): void }) {
  const words = reviewWords();
  return (
    <Dialog title={words.helpTitle} onClose={onClose}>
      <dl class="keys">
        {words.keys.map(([key, what]) => (
          <div key={key}>
            <dt><kbd>{key}</kbd></dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
