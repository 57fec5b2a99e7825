/** The screen rests when nobody has touched it for ten minutes; the first tap or key wakes it and does nothing else. */
import { useEffect, useState } from 'preact/hooks';
import { bailiffAlarm } from '../../lib/bailiff';
import type { HearingState } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { standingAlarms } from './alarms';
import { panelWords } from './words';

export const IDLE_MS = 600_000;

/** Covers everything below the status bar; *needed*: the server is lost, or a call outside the hearing stands. Whatever needs the clerk keeps the screen awake. */
export function Dim({ after, state, needed }: { after: number; state: HearingState; needed: boolean }) {
  const [isDim, dim] = useState(false);
  const calls = needs(state, needed);
  useEffect(() => {
    let timer = setTimeout(() => dim(true), after);
    const stir = () => {
      clearTimeout(timer);
      timer = setTimeout(() => dim(true), after);
    };
    for (const happening of stirs) addEventListener(happening, stir, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      for (const happening of stirs) removeEventListener(happening, stir, { capture: true });
    };
  }, [after, isDim]);
  useEffect(() => dim(false), [calls]);
  useEffect(() => {
    if (!isDim) return undefined;
    const wake = (event: KeyboardEvent) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      dim(false);
    };
    addEventListener('keydown', wake, { capture: true });
    return () => removeEventListener('keydown', wake, { capture: true });
  }, [isDim]);
  if (!isDim || calls > 0) return null;
  return (
    <button type="button" class="dimmed" onClick={() => dim(false)}>
      <Icon name="moon" />
      {panelWords().wake}
    </button>
  );
}

const stirs = ['pointerdown', 'keydown', 'wheel'] as const;

/** How many things wait for the clerk: what stands outside the hearing, alarms, people at the door, calls for help, what is about to take effect. */
function needs(state: HearingState, needed: boolean): number {
  const unseen = standingAlarms(state).filter((alarm) => !alarm.acknowledged_by).length;
  const waiting = Object.values(state.participants).filter((person) => person.presence === 'waiting').length;
  const calls = state.help.filter((call) => call.answered_at === null).length;
  return Number(needed) + Number(bailiffAlarm(state) !== null) + Number(state.pending !== null) + unseen + waiting + calls;
}
