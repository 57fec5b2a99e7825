/** Calling the bailiffs: what raising, confirming and clearing change in a hearing's state. */
import type { BailiffAlarm, BailiffAlarmCleared, BailiffAlarmConfirmed, BailiffAlarmRaised, HearingState } from './words';

type Happened = BailiffAlarmRaised | BailiffAlarmConfirmed | BailiffAlarmCleared;

export function bailiffChanges(state: HearingState, event: Happened): Pick<HearingState, 'bailiff_alarms'> {
  switch (event.type) {
    case 'bailiff-alarm-raised': {
      const { seq, at, who, source, place } = event;
      return { bailiff_alarms: [...state.bailiff_alarms, { seq, at, who, source, place, confirmed: [], cleared_at: null, cleared_by: '', cleared_name: '', note: '' }] };
    }
    case 'bailiff-alarm-confirmed':
      return standingBecomes(state, (alarm) => ({ ...alarm, confirmed: [...alarm.confirmed, { who: event.who, name: event.name, at: event.at }] }));
    case 'bailiff-alarm-cleared':
      return standingBecomes(state, (alarm) => ({ ...alarm, cleared_at: event.at, cleared_by: event.who, cleared_name: event.name, note: event.note }));
  }
}

/** The call for the bailiffs that stands now. */
export const bailiffAlarm = (state: HearingState): BailiffAlarm | null => state.bailiff_alarms.find((alarm) => alarm.cleared_at === null) ?? null;

function standingBecomes(state: HearingState, change: (alarm: BailiffAlarm) => BailiffAlarm): Pick<HearingState, 'bailiff_alarms'> {
  const standing = bailiffAlarm(state);
  return { bailiff_alarms: state.bailiff_alarms.map((alarm) => (alarm === standing ? change(alarm) : alarm)) };
}
