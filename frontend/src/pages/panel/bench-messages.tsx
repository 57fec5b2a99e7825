/** What the bench says to the clerk, over the dock: small, by a line of its own, and gone once it was seen. */
import { useContext, useEffect, useMemo } from 'preact/hooks';
import { BenchLine } from '../../lib/bench';
import { BenchChips } from '../../ui/bench-chips';

export function BenchMessages({ hearing, stale }: { hearing: string; stale: boolean }) {
  const make = useContext(BenchLine);
  const bench = useMemo(() => make(hearing), [make, hearing]);
  useEffect(() => () => bench.close(), [bench]);
  void bench.view.value; // what is unseen follows the view
  if (!bench.view.value?.may_send || bench.unseen.length === 0) return null;
  return (
    <div class="bench-messages">
      <BenchChips bench={bench} stale={stale} most={2} />
    </div>
  );
}
