/** Evidence on the screen at the witness stand: while a witness is called there, that person draws on it by finger or pen. */
import { useMemo, useState } from 'preact/hooks';
import type { HearingStore } from '../../lib/store';
import type { HearingView, Showing } from '../../lib/words';
import { MarkTools } from '../../ui/mark-tools';
import type { Pen } from '../../ui/marks';
import { ShowingPicture } from '../../ui/showing';
import { Toasts } from '../../ui/toast';
import { Desk } from '../panel/desk';
import { useStrokes } from '../panel/strokes';

/** A sound has nothing to draw on; before somebody is called the stand has nobody who could. */
export const isDrawnOn = (view: HearingView, showing: Showing): boolean => view.may_play.includes('evidence') && (showing.pages > 0 || !showing.source.exhibit);

export function AtStand({ store, view, showing, lost }: { store: HearingStore; view: HearingView; showing: Showing; lost: boolean }) {
  const desk = useMemo(() => new Desk(store), [store]);
  const [pen, setPen] = useState<Pen | null>(null);
  const stroke = useStrokes(showing, desk);
  return (
    <div class="stand">
      <ShowingPicture key={showing.id} view={view} showing={showing} pen={lost ? null : pen} onStroke={stroke} />
      <MarkTools pen={pen} onPen={setPen} stale={lost} />
      <Toasts />
    </div>
  );
}
