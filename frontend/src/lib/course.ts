/** What follows from a hearing's state, in the words that pages ask with. */
import { BROADCASTABLE, STAGES, type HearingState, type Participant, type Right, type Stage } from './words';
import type { HearingView } from './words';

export type Course = HearingState['course'];

/** The record is written in these. */
export const isRunning = (state: HearingState): boolean => ['opening', 'open', 'resuming'].includes(state.course);

/** Links are up in these. */
export const isSession = (state: HearingState): boolean => isRunning(state) || state.course === 'preparing' || state.course === 'paused';

export const isOver = (state: Pick<HearingState, 'course'>): boolean => ['closed', 'signing', 'archiving', 'archived'].includes(state.course);

export const stageOf = (state: HearingState): Stage | null => state.stages.at(-1)?.stage ?? null;

export function nextStage(state: HearingState): Stage | null {
  const stages = STAGES[state.procedure];
  const now = stageOf(state);
  return stages[now ? stages.indexOf(now) + 1 : 0] ?? null;
}

/** False until a judge has said that the public may attend. */
export const isPublic = (state: HearingState): boolean => state.openness.at(-1)?.openness === 'public';

export const isClosedToPublic = (state: HearingState): boolean => state.openness.at(-1)?.openness === 'closed';

export const isCut = (state: HearingState): boolean => state.broadcast.cuts.at(-1)?.until === null;

export const isBroadcastable = (state: HearingState): boolean => BROADCASTABLE.includes(state.procedure);

export type Approval = 'none' | 'applied' | 'reviewed' | 'approved' | 'refused';

export function approval({ broadcast }: HearingState): Approval {
  if (broadcast.refused !== null) return 'refused';
  if (broadcast.approved_by) return 'approved';
  if (broadcast.reviewed_by) return 'reviewed';
  return broadcast.applied_by ? 'applied' : 'none';
}

export const isInCourt = (person: Participant): boolean => person.presence === 'admitted' || person.presence === 'called';

/** A witness or expert is let into the waiting room first and called when it is time. */
export const waitsToBeCalled = (person: Pick<Participant, 'role'>): boolean => ['witness', 'expert-witness', 'expert-assistant'].includes(person.role);

export const people = (state: HearingState): Participant[] => Object.values(state.participants).sort((a, b) => rank(a) - rank(b) || order(a) - order(b));

const rank = (person: Participant): number => (person.presence === 'waiting' ? 0 : person.hand_up ? 1 : isInCourt(person) ? 2 : person.presence === 'invited' ? 3 : 4);
const order = (person: Participant): number => Number(person.id.slice(2));

export const can = (view: HearingView, right: Right): boolean => view.me.rights.includes(right);

/** Milliseconds of the record so far at *at*, gaps not counted. */
export const recorded = (state: HearingState, at: number): number => state.spans.reduce((sum, span) => sum + Math.max(0, (span.until ?? at) - span.since), 0);
