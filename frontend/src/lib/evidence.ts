/** Evidence: what filing, showing, marking and withdrawing change in a hearing's state; the same fold as the panel's. */
import type { ExhibitFiled, EvidenceMarked, EvidenceMarksCleared, EvidencePageTurned, EvidencePlayed, EvidencePresented, EvidenceReleased, EvidenceTargetsSet, EvidenceWithdrawn, HearingState, Showing } from './words';

export type EvidenceEvent = ExhibitFiled | EvidencePresented | EvidencePageTurned | EvidencePlayed | EvidenceMarked | EvidenceMarksCleared | EvidenceTargetsSet | EvidenceReleased | EvidenceWithdrawn;
type Changes = Partial<Pick<HearingState, 'exhibits' | 'showings'>>;

/** Whether it plays in time. */
export const plays = (kind: Showing['kind']): boolean => kind === 'video' || kind === 'audio';

/** What is shown now. */
export function shownNow(state: HearingState): Showing | null {
  return state.showings.find((one) => one.until === null) ?? null;
}

/** Nothing is shown after *at*; marks and playing of what is over are in the log alone. */
export function ended(showings: Showing[], at: number): Showing[] {
  return showings.map((one) => (one.until !== null ? one : { ...one, until: Math.max(at, one.since), marks: [], playback: null }));
}

export function isEvidence(event: { type: string }): event is EvidenceEvent {
  return event.type === 'exhibit-filed' || event.type.startsWith('evidence-');
}

export function evidenceChanges(state: HearingState, event: EvidenceEvent): Changes {
  switch (event.type) {
    case 'exhibit-filed': {
      const { exhibit: id, number, title, kind, media_type, bytes, pages, page_sha256, sha256, sm3, filed_by, at } = event;
      const duration_ms = event.duration_ms ?? null; // an older entry does not have it
      return { exhibits: { ...state.exhibits, [id]: { id, number, title, kind, media_type, bytes, pages, page_sha256, sha256, sm3, filed_by, duration_ms, at } } };
    }
    case 'evidence-presented': {
      const { showing: id, seq, source, title, kind, pages, page, sha256, targets, who, at: since } = event;
      const duration_ms = event.duration_ms ?? null;
      const playback = plays(kind) ? { playing: false, position_ms: 0, at: since } : null;
      const begun: Showing = { id, seq, source, title, kind, pages, page, sha256, duration_ms, playback, targets, private: event.private, released: false, marks: [], last_mark: 0, since, until: null, who };
      return { showings: [...ended(state.showings, event.at), begun] };
    }
    case 'evidence-withdrawn':
      return { showings: ended(state.showings, event.at) };
  }
  return { showings: state.showings.map((one) => (one.id === event.showing ? changed(one, event) : one)) };
}

function changed(showing: Showing, event: EvidencePageTurned | EvidencePlayed | EvidenceMarked | EvidenceMarksCleared | EvidenceTargetsSet | EvidenceReleased): Showing {
  switch (event.type) {
    case 'evidence-page-turned':
      return { ...showing, page: event.page, sha256: event.sha256 };
    case 'evidence-played': {
      const { playing, position_ms, at } = event;
      return { ...showing, playback: { playing, position_ms, at } };
    }
    case 'evidence-marked': {
      const { mark, page, points, tool, colour, who } = event;
      return { ...showing, marks: [...showing.marks, { mark, page, points, tool, colour, who }], last_mark: mark };
    }
    case 'evidence-marks-cleared':
      return { ...showing, marks: showing.marks.filter((one) => one.page !== event.page) };
    case 'evidence-targets-set':
      return { ...showing, targets: event.targets };
    case 'evidence-released':
      return { ...showing, released: true };
  }
}
