import type { Row } from './folder';
import { publicWords } from './words';

/** How a hearing stands for the public: word, colour and shape. */
export function Status({ status }: { status: Row['status'] }) {
  return (
    <span class={`status ${status}`}>
      {status === 'live' && <i aria-hidden="true" />}
      {publicWords().status[status]}
    </span>
  );
}
