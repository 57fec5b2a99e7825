/** A hearing's state after an event: the same fold as the panel's, for what pages show. */
import { bailiffChanges } from './bailiff';
import type { Course } from './course';
import { ended as withdrawn, evidenceChanges, isEvidence } from './evidence';
import { directorChanges, released } from './director';
import { sceneChanges } from './scenes';
import type { Ending, HearingEvent, HearingState, Participant } from './words';

type Changes = { [Field in keyof HearingState]?: HearingState[Field] };

/** What *event* changes; `seq` may have jumped over events that this person may not know. */
export function apply(state: HearingState, event: HearingEvent): HearingState {
  if (event.seq <= state.seq) return state;
  const topic = topicOf(event);
  const touched = topic ? { ...state.touched, [topic]: event.seq } : state.touched;
  return { ...state, ...changes(state, event), touched, seq: event.seq, at: event.at };
}

/** The part of the state that an event touches: what `expect` guards. */
export function topicOf(event: HearingEvent): string | null {
  if ('participant' in event && event.participant) return `participant:${event.participant}`;
  switch (event.type) {
    case 'stage-entered':
      return 'stage';
    case 'scene-asked':
      return 'scene';
    case 'director-set':
      return 'director';
    case 'openness-set':
      return 'openness';
    case 'case-joined':
    case 'case-severed':
    case 'case-numbered':
      return 'cases';
    case 'line-spoken':
    case 'line-corrected':
      return `line:${event.line}`;
    case 'mic-muted':
    case 'mic-unmuted':
    case 'help-asked':
    case 'help-answered':
    case 'alarm-raised':
    case 'alarm-acknowledged':
    case 'alarm-cleared':
    case 'bailiff-alarm-raised':
    case 'bailiff-alarm-confirmed':
    case 'bailiff-alarm-cleared':
    case 'room-rehearsed':
    case 'rehearsal-overridden':
    case 'scene-applied':
    case 'shot-cut':
    case 'noted':
    case 'fault-noted':
    case 'fault-explained':
    case 'fault-signed':
    case 'ending-declared':
    case 'ending-signed':
    case 'take-ended':
    case 'transcript-signed':
      return null;
  }
  if (isEvidence(event)) return null;
  return event.type.startsWith('broadcast-') ? 'broadcast' : 'course';
}

const course = (next: Course, more: Changes = {}): Changes => ({ course: next, ...more });

function changes(state: HearingState, event: HearingEvent): Changes {
  switch (event.type) {
    case 'postponed':
      return course('postponed', { reason: event.reason, planned_at: event.planned_at ?? state.planned_at });
    case 'cancelled':
      return course('cancelled', { reason: event.reason });
    case 'preparing':
      return course('preparing', { prepared_at: event.at });
    case 'open-asked':
      return course('opening', { zero_at: state.zero_at ?? event.announced_at ?? event.at, spans: began(state, event.announced_at ?? event.at, event.announced_at === null ? null : event.at) });
    case 'opened':
      return course('open', { opened_at: event.at, spans: live(state, event.without ? (state.spans.at(-1)?.since ?? event.at) : event.at), hindrance: null, opened_without: event.without ?? null, faults: [...state.faults, ...openedWithout(state, event)] });
    case 'opening-hindered':
      return { hindrance: { tracks: event.tracks, at: event.at } };
    case 'resume-asked':
      return course('resuming', { spans: began(state, event.at), pauses: ended(state.pauses, event.at) });
    case 'resumed':
      return course('open', { pause_reason: null, spans: live(state, event.at) });
    case 'recess-asked':
      return { pending: { kind: 'recess', reason: event.reason, note: event.note, effective_at: event.effective_at, resumes_at: event.resumes_at ?? null } };
    case 'close-asked':
      return { pending: { kind: 'close', reason: null, note: '', effective_at: event.effective_at, resumes_at: null } };
    case 'recess-undone':
    case 'close-undone':
      return { pending: null };
    case 'paused':
      return course('paused', {
        pending: null,
        pause_reason: event.reason,
        spans: ended(state.spans, event.since),
        pauses: [...state.pauses, { reason: event.reason, note: state.pending?.note ?? '', since: event.since, until: null, resumes_at: state.pending?.resumes_at ?? null }],
        showings: withdrawn(state.showings, event.since),
      });
    case 'closed':
      return course('closed', { pending: null, pause_reason: null, closed_at: event.since, spans: ended(state.spans, event.since), pauses: ended(state.pauses, event.since), showings: withdrawn(state.showings, event.since) });
    case 'signing':
      return course('signing');
    case 'archive-asked':
      return course('archiving');
    case 'take-sealed':
      return { take_seals: { ...state.take_seals, [event.take]: { size: event.size, root: event.root } } };
    case 'closing-sealed': {
      const { root, code, until, at, behind } = event;
      return { closing: { root, code, until, at, behind } };
    }
    case 'archived':
      return course('archived', { root: event.root, package: event.package });
  }
  return inCourt(state, event);
}

function inCourt(state: HearingState, event: HearingEvent): Changes {
  if (isEvidence(event)) return evidenceChanges(state, event);
  switch (event.type) {
    case 'stage-entered':
      return { stages: [...state.stages, { stage: event.stage, at: event.at }], director: released(state) };
    case 'openness-set': {
      const { openness, range, judge, reason, at } = event;
      return { openness: [...state.openness, { openness, range, judge, reason, at }] };
    }
    case 'case-joined':
      return { joined: [...state.joined, event.case] };
    case 'case-severed':
      return { joined: state.joined.filter((joined) => joined.number !== event.number) };
    case 'case-numbered':
      return { numbers: [...state.numbers, event.number] };
    case 'mic-muted':
      return { muted: { ...state.muted, [event.stream]: event.who } };
    case 'mic-unmuted':
      return { muted: Object.fromEntries(Object.entries(state.muted).filter(([stream]) => stream !== event.stream)) };
    case 'help-asked':
      return { help: [...state.help, { kind: event.kind, text: event.text, who: event.who, at: event.at, answered_at: null, answered_by: '' }] };
    case 'help-answered':
      return { help: state.help.map((call) => (call.kind === event.kind && call.answered_at === null ? { ...call, answered_at: event.at, answered_by: event.who } : call)) };
  }
  return people(state, event) ?? broadcast(state, event) ?? room(state, event) ?? record(state, event);
}

function people(state: HearingState, event: HearingEvent): Changes | null {
  const change = (part: { [Field in keyof Participant]?: Participant[Field] }): Changes => {
    if (!('participant' in event) || !event.participant) return {};
    const known = state.participants[event.participant];
    return known ? { participants: { ...state.participants, [event.participant]: { ...known, ...part } } } : {};
  };
  switch (event.type) {
    case 'invited': {
      const { participant: id, name, role, place, seat, remote, protected: hidden, site = null } = event;
      const person: Participant = { id, name, role, place, seat, remote, protected: hidden, site, presence: 'invited', consents: [], hand_up: false, checks: {} };
      return { participants: { ...state.participants, [id]: person } };
    }
    case 'arrived':
      return change({ presence: 'waiting', checks: event.checks });
    case 'admitted':
      return change({ presence: 'admitted' });
    case 'called':
      return { ...change({ presence: 'called' }), stands: [...state.stands, { participant: event.participant, since: event.at, until: null }] };
    case 'dismissed':
      return { ...change({ presence: 'left', hand_up: false }), stands: state.stands.map((stand) => (stand.participant === event.participant && stand.until === null ? { ...stand, until: event.at } : stand)) };
    case 'left':
      return change({ presence: 'left', hand_up: false });
    case 'removed':
      return change({ presence: 'removed', hand_up: false });
    case 'consented':
      return change({ consents: [...new Set([...(state.participants[event.participant]?.consents ?? []), event.to])] });
    case 'hand-raised':
      return change({ hand_up: true });
    case 'hand-lowered':
      return change({ hand_up: false });
  }
  return null;
}

function broadcast(state: HearingState, event: HearingEvent): Changes | null {
  const now = state.broadcast;
  switch (event.type) {
    case 'broadcast-applied':
      return { broadcast: { ...now, applied_by: event.who, applicant: event.applicant, reason: event.reason, reviewed_by: '', reviewer: '', approved_by: '', approved_at: null, vice_president: '', refused: null } };
    case 'broadcast-reviewed':
      return { broadcast: { ...now, reviewed_by: event.who, reviewer: event.reviewer } };
    case 'broadcast-approved':
      return { broadcast: { ...now, approved_by: event.who, approved_at: event.at, vice_president: event.vice_president } };
    case 'broadcast-refused':
      return { broadcast: { ...now, refused: event.reason } };
    case 'broadcast-cut':
      return { broadcast: { ...now, cuts: [...now.cuts, { since: event.from_at, until: null, reason: event.reason }] } };
    case 'broadcast-restored':
      return { broadcast: { ...now, cuts: ended(now.cuts, event.at) } };
  }
  return null;
}

function room(state: HearingState, event: HearingEvent): Changes | null {
  switch (event.type) {
    case 'alarm-raised': {
      const { seq, guard, subject, since, measured, failover, zh, en } = event;
      return { alarms: [...state.alarms, { seq, guard, subject, since, until: null, measured, failover, zh, en, acknowledged: '', acknowledged_by: '', acknowledged_at: null }] };
    }
    case 'alarm-cleared':
      return { alarms: state.alarms.map((one) => (one.guard === event.guard && one.subject === event.subject && one.until === null ? { ...one, until: event.until } : one)) };
    case 'alarm-acknowledged':
      return { alarms: state.alarms.map((one) => (one.guard === event.guard && one.subject === event.subject && one.until === null ? { ...one, acknowledged: event.name, acknowledged_by: event.who, acknowledged_at: event.at } : one)) };
    case 'bailiff-alarm-raised':
    case 'bailiff-alarm-confirmed':
    case 'bailiff-alarm-cleared':
      return bailiffChanges(state, event);
    case 'room-rehearsed':
      return { rehearsal: event.result, rehearsal_override: null };
    case 'scene-asked':
    case 'scene-applied':
      return sceneChanges(state, event);
    case 'director-set':
    case 'shot-cut':
      return directorChanges(state, event);
    case 'rehearsal-overridden':
      return { rehearsal_override: { name: event.name, reason: event.reason, who: event.who, at: event.at } };
  }
  return null;
}

function record(state: HearingState, event: HearingEvent): Changes {
  switch (event.type) {
    case 'line-spoken': {
      const { seq, line, stream, speaker, text, start, duration, engine, model, at } = event;
      return { lines: [...state.lines, { seq, line, stream, speaker, recognised: text, text, start, duration, engine, model, at, revision: 0, corrected_by: '' }] };
    }
    case 'line-corrected':
      return {
        lines: state.lines.map((line) => (line.line === event.line ? { ...line, text: event.text, revision: event.revision, corrected_by: event.who } : line)),
        corrections: state.corrections.map((one) => (one.line === event.line && one.corrected_at === null && !one.refused ? { ...one, corrected_at: event.at } : one)),
      };
    case 'transcript-signed': {
      const { seq, at, who, participant, name, role, text_sha256, root = null, hand = null } = event;
      return { signatures: [...state.signatures, { seq, at, who, participant, name, role, text_sha256, root, hand }] };
    }
    case 'signature-refused':
      return { refusals: [...state.refusals, { participant: event.participant, reason: event.reason, at: event.at, who: event.who }] };
    case 'correction-asked': {
      const { seq, at, who, participant, line, text } = event;
      return { corrections: [...state.corrections, { seq, at, who, participant, line, text, corrected_at: null, refused: '', refused_by: '' }] };
    }
    case 'correction-refused':
      return { corrections: state.corrections.map((one) => (one.seq === event.asked ? { ...one, refused: event.reason, refused_by: event.who } : one)) };
    case 'integrity-confirmed':
      return { confirmations: { ...state.confirmations, [event.participant]: event.code } };
    case 'noted':
      return { notes: [...state.notes, { seq: event.seq, at: event.at, who: event.who, text: event.text }] };
    case 'fault-noted': {
      const { seq, at, cause, track, since, until, text } = event;
      return { faults: [...state.faults, { seq, at, cause, track, since, until, text }] };
    }
    case 'ending-declared': {
      const { seq, at, who, by, text, take } = event;
      return { endings: { ...state.endings, [take]: { seq, at, who, by, text, judge: '', signed: null, size: null, root: null } } };
    }
    case 'ending-signed':
      return ending(state, event.take, { judge: event.judge, signed: event.seq });
    case 'take-ended':
      return ending(state, event.take, { size: event.size, root: event.root });
    case 'fault-explained': {
      const { seq, at, who, track, since, until, text } = event;
      return { explanations: [...state.explanations, { seq, at, who, track, since, until, text, judge: '', signed_by: '', signed_at: null }] };
    }
    case 'fault-signed':
      return { explanations: state.explanations.map((one) => (one.seq === event.explanation ? { ...one, judge: event.judge, signed_by: event.who, signed_at: event.at } : one)) };
  }
  return {};
}

function openedWithout(state: HearingState, event: Extract<HearingEvent, { type: 'opened' }>): HearingState['faults'] {
  if (!event.without) return [];
  const { name, reason, tracks } = event.without;
  const fault = { seq: event.seq, at: event.at, cause: 'not-writing', since: state.spans.at(-1)?.since ?? null, until: null, text: `${name}：${reason}` };
  return tracks.length ? tracks.map((track) => ({ ...fault, track })) : [{ ...fault, track: null }];
}

function ending(state: HearingState, take: string, more: Partial<Ending>): Changes {
  const known = state.endings[take];
  return known ? { endings: { ...state.endings, [take]: { ...known, ...more } } } : {};
}

type Lasting = { since: number; until: number | null };

function ended<Part extends Lasting>(parts: Part[], at: number): Part[] {
  return parts.map((part, index) => (index === parts.length - 1 && part.until === null ? { ...part, until: at } : part));
}

function began(state: HearingState, at: number, asked: number | null = null): HearingState['spans'] {
  return [...state.spans, { since: at, asked, live: null, until: null }];
}

function live(state: HearingState, at: number): HearingState['spans'] {
  return state.spans.map((span, index) => (index === state.spans.length - 1 ? { ...span, live: span.live ?? (span.asked === null ? at : span.since) } : span));
}
