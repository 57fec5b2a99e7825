/** The loudspeakers that the courtroom's computer plays to: how they stand, and who in the room hears a film that is shown. */
import { isPublic } from './course';
import type { HearingStore } from './store';
import type { HearingState, Showing } from './words';

export interface Loudspeakers {
  /** As the agent says: off, simulated, starting, playing, failed. */
  state: string;
  /** The room file says that a device takes their sound out of the microphones. */
  isCancelled: boolean;
}

/** Null where the courtroom's computer plays to none. */
export function loudspeakersOf(store: HearingStore, state: HearingState): Loudspeakers | null {
  const detail = store.last('health').find(({ process }) => process === `agent:${state.room}`)?.detail;
  const stands = detail?.['loudspeakers'];
  return typeof stands === 'string' ? { state: stands, isCancelled: detail?.['echo_cancelled'] === true } : null;
}

/** Everybody in the room hears it: what the gallery sees, and where no gallery may be what the parties see. */
export function isHeardInRoom(state: HearingState, { targets }: Showing): boolean {
  return targets.includes('gallery') || (!isPublic(state) && targets.includes('parties'));
}
