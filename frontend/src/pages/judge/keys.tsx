/** The keys of a keyboard on the bench. */
import { Dialog } from '../../ui/dialog';
import { judgeWords } from './words';

export function JudgeKeys({ onClose }: { onClose(): void }) {
  const words = judgeWords();
  return (
    <Dialog title={words.keysTitle} onClose={onClose}>
      <p>{words.keysText}</p>
      <dl class="keys">
        {words.keyList.map(([key, does]) => (
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
