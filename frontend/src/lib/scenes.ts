/** Scenes: what each withholds, and what asking for one and its result change in a hearing's state. */
import { released } from './director';
import { SCREENS } from './words';
import type { HearingState, SceneApplied, SceneAsked, Screen } from './words';

type Changes = Pick<HearingState, 'screens'> & Partial<Pick<HearingState, 'scenes' | 'scene_result' | 'director'>>;

/** A screen goes up with the asking, and down when the room says that the last scene asked for is so. */
export function sceneChanges(state: HearingState, event: SceneAsked | SceneApplied): Changes {
  if (event.type === 'scene-asked') {
    const { seq, scene, at, who } = event;
    const up = (SCREENS[scene] ?? []).filter((kind) => !isScreened(state, kind)).map((kind): Screen => ({ kind, since: at, until: null }));
    return { scenes: [...state.scenes, { seq, scene, at, who }], screens: [...state.screens, ...up], director: released(state) };
  }
  const { scene, asked, at, outcome, guarded, items } = event;
  return { scene_result: { scene, asked, at, outcome, guarded, items }, screens: lowered(state, event) };
}

/** Whether a scene withholds that now. */
export function isScreened(state: HearingState, kind: Screen['kind']): boolean {
  return state.screens.some((one) => one.kind === kind && one.until === null);
}

function lowered(state: HearingState, event: SceneApplied): Screen[] {
  const last = state.scenes.at(-1);
  if (event.guarded || event.outcome === 'aborted' || event.asked === null || event.asked !== last?.seq) return state.screens;
  const kept = SCREENS[event.scene] ?? [];
  return state.screens.map((one) => (one.until === null && !kept.includes(one.kind) ? { ...one, until: event.at } : one));
}
