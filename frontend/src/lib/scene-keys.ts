/** Which scene keys a hearing offers, and the state of each: always the room's own word, never the finger's. */
import { stageOf } from './course';
import type { HearingState, SceneItem, SceneNow, Stage } from './words';

export type Scene = SceneNow['keys'][number]['scene'];
export type KeyState = 'rest' | 'pending' | 'on' | 'auto' | 'fault';

const trial: Scene[] = ['open', 'investigation', 'evidence', 'witness', 'witness-protection', 'debate', 'final-statement', 'judgment', 'remote-hearing', 'mediation'];
const reduction: Scene[] = ['reduction-identity', 'reduction-participants', 'reduction-proposal', 'reduction-opinion', 'reduction-facts', 'reduction-statement', 'reduction-summary', 'witness'];
const inSession: Record<HearingState['procedure'], Scene[]> = {
  trial,
  interrogation: ['remote-interrogation', 'open'],
  pronouncement: ['open', 'judgment', 'remote-hearing'],
  'pretrial-conference': ['open', 'evidence', 'debate', 'mediation', 'remote-hearing'],
  'evidence-exchange': ['open', 'evidence', 'remote-hearing'],
  inquiry: ['open', 'investigation', 'evidence', 'witness', 'remote-hearing'],
  petition: ['petition', 'open', 'mediation'],
  mediation: ['mediation', 'open', 'evidence', 'remote-hearing'],
  'sentence-reduction': reduction,
};
const byStage: Partial<Record<Stage, Scene>> = {
  investigation: 'investigation', evidence: 'evidence', debate: 'debate', 'final-statement': 'final-statement', judgment: 'judgment', questioning: 'remote-interrogation', mediating: 'mediation',
};

/** The keys that can be tapped in this course, those of the hearing's procedure first. */
export function offered(state: HearingState): { own: Scene[]; others: Scene[] } {
  switch (state.course) {
    case 'preparing':
      return { own: ['power-up', 'preparing', 'power-down'], others: [] };
    case 'paused':
      return { own: ['recess'], others: [] };
    case 'closed':
    case 'signing':
      return { own: ['closed', 'power-down', 'power-up'], others: [] };
    case 'opening':
    case 'open':
    case 'resuming': {
      const own = inSession[state.procedure];
      const all = [...new Set([...trial, 'remote-interrogation' as const, 'petition' as const, ...reduction])];
      return { own, others: all.filter((scene) => !own.includes(scene)) };
    }
    default:
      return { own: [], others: [] };
  }
}

/** The scene that goes with the stage; in a reduction hearing the step after the last one. */
export function recommended(state: HearingState): Scene | null {
  if (state.procedure === 'sentence-reduction') {
    const last = state.scenes.filter((one) => one.scene.startsWith('reduction-')).at(-1)?.scene;
    return reduction[last ? reduction.indexOf(last) + 1 : 0] ?? null;
  }
  const stage = stageOf(state);
  return (stage && byStage[stage]) ?? null;
}

/** How a key stands, by what the room says. */
export function keyState(scene: Scene, now: SceneNow | undefined): KeyState {
  if (!now || now.scene !== scene) return 'rest';
  if (now.outcome === 'pending') return 'pending';
  if (now.outcome !== 'converged' || now.alarming.length > 0) return 'fault';
  return now.asked === null ? 'auto' : 'on';
}

/** Whether an item needs somebody to do something. */
export const isAmiss = (item: SceneItem): boolean => !['so', 'pending', 'waiting'].includes(item.standing);

/** Items that are amiss first, then those on their way, then those that are so. */
export function byNeed(items: SceneItem[]): SceneItem[] {
  const rank = (item: SceneItem): number => (isAmiss(item) ? 0 : item.standing === 'so' ? 2 : 1);
  return [...items].sort((a, b) => rank(a) - rank(b));
}
