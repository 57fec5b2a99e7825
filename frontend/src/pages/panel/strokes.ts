/** Strokes that are done and asked for as marks. */
import { useRef } from 'preact/hooks';
import type { Drawn } from '../../lib/marks';
import type { Showing } from '../../lib/words';
import type { Desk } from './desk';

/** How a finished stroke is asked for: each under its own key, so that a quick hand is not refused. */
export function useStrokes(showing: Showing, desk: Desk): (stroke: Drawn) => Promise<boolean> {
  const count = useRef(0);
  return (stroke) => {
    count.current += 1;
    return desk.ask(`mark:${count.current}`, { type: 'mark-evidence', showing: showing.id, page: showing.page, ...stroke });
  };
}
