/** Why a microphone gives no sound: who or what muted it, as the log and the room's own report say. */
import type { HearingState, HearingView, Participant, SceneNow } from './words';

export type Muting =
  | { by: 'you' | 'court' | 'agent' | 'custody' }
  | { by: 'person'; person: Participant }
  | { by: 'scene'; scene: string; proven: boolean };

/** What keeps *stream* silent; null where it is open. The log's own muting comes before a scene's. */
export function mutingOf(stream: string, view: HearingView, scene: SceneNow | undefined): Muting | null {
  const who = view.state.muted[stream];
  if (who !== undefined) return byPrincipal(who, view);
  return byScene(stream, scene);
}

function byPrincipal(who: string, { state, me }: HearingView): Muting {
  if (who === me.principal) return { by: 'you' };
  const [kind, name = ''] = who.split(':', 2);
  if (kind === 'participant') {
    const person = state.participants[name];
    return person ? { by: 'person', person } : { by: 'court' };
  }
  if (kind === 'agent') return { by: name === state.room ? 'agent' : 'custody' };
  return { by: 'court' };
}

function byScene(stream: string, now: SceneNow | undefined): Muting | null {
  if (!now?.scene) return null;
  const item = now.items.find(({ name, asked }) => name === `mic.${stream.slice(4)}` && stream.startsWith('mic-') && asked === 'muted');
  return item ? { by: 'scene', scene: now.scene, proven: item.standing === 'so' } : null;
}

/** Whether a spare stands in through *stream* for a microphone that died. */
export const standsIn = (stream: string, state: HearingState): boolean => state.alarms.some((alarm) => alarm.until === null && alarm.failover === stream);
