/** The director: what its events change in a hearing's state, and which shot keys a page offers. */
import type { DirectorNow, DirectorSet, HearingState, ShotCut, ShotKey } from './words';

export type Shot = 'court' | 'overview' | 'parties' | 'witness' | 'remote' | 'evidence';
export const SHOTS: Shot[] = ['court', 'overview', 'parties', 'witness', 'remote', 'evidence'];

/** Who chooses the picture, or what it shows now. */
export function directorChanges(state: HearingState, event: DirectorSet | ShotCut): Pick<HearingState, 'director'> {
  if (event.type === 'director-set') return { director: { ...state.director, mode: event.mode, chosen: event.shot ?? null } };
  return { director: { ...state.director, shot: event.shot, since: event.since } };
}

/** A choice by hand ends: by release, the next stage or the next scene. */
export const released = (state: HearingState): HearingState['director'] => ({ ...state.director, mode: 'auto', chosen: null });

/** The keys of the room, in their order; a room that never said what it has offers none. */
export function shotKeys(now: DirectorNow | undefined): (ShotKey & { shot: Shot })[] {
  const known = now?.shots ?? [];
  return SHOTS.flatMap((shot) => known.filter((one) => one.shot === shot).map((one) => ({ ...one, shot })));
}
