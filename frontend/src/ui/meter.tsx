import { STEPS, steps } from '../lib/levels';

/** How loud a microphone is. Decoration: the words beside it say whether it is on. */
export function Meter({ dbfs }: { dbfs: number | undefined }) {
  const lit = steps(dbfs);
  return (
    <span class="meter" aria-hidden="true">
      {Array.from({ length: STEPS }, (_, step) => (
        <i key={step} class={step < lit ? (step >= STEPS - 2 ? 'lit loud' : 'lit') : ''} />
      ))}
    </span>
  );
}
