/** What waits for the judge today, gathered from the hearing and the secret file: one list, and the number on its tab. */
import type { BenchView } from '../../lib/bench';
import { approval, can, isCut, isOver, isPublic, isSession, people } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import type { HearingView, Participant } from '../../lib/words';
import { account } from '../panel/ledger';

export type Due =
  | { kind: 'hindrance' | 'cut' | 'openness' | 'minutes' | 'sign' }
  | { kind: 'faults' | 'endings' | 'corrections'; count: number }
  | { kind: 'arrived'; person: Participant }
  | { kind: 'release'; showing: string; title: string };

/** Everything this person may decide and has not, the most pressing first. */
export function due(store: HearingStore, bench: BenchView | null): Due[] {
  const view = store.view.value;
  if (!view) return [];
  return [...pressing(view), ...ofEvidence(view), ...ofRecord(store, view), ...ofBench(bench)];
}

function pressing(view: HearingView): Due[] {
  const { state } = view;
  const found: Due[] = [];
  if (state.hindrance && can(view, 'run-course')) found.push({ kind: 'hindrance' });
  if (isCut(state) && can(view, 'restore-broadcast') && isPublic(state) && isSession(state)) found.push({ kind: 'cut' });
  if (state.openness.length === 0 && can(view, 'set-openness') && ['scheduled', 'preparing'].includes(state.course)) found.push({ kind: 'openness' });
  if (can(view, 'admit') && isSession(state)) found.push(...people(state).filter((one) => one.presence === 'waiting').map((person) => ({ kind: 'arrived' as const, person })));
  return found;
}

function ofEvidence(view: HearingView): Due[] {
  const { state } = view;
  const shown = state.showings.find((one) => one.until === null);
  const waits = shown && !shown.private && !shown.released && approval(state) === 'approved' && isPublic(state) && can(view, 'release-evidence');
  return waits ? [{ kind: 'release', showing: shown.id, title: shown.title }] : [];
}

function ofRecord(store: HearingStore, view: HearingView): Due[] {
  const { state } = view;
  const found: Due[] = [];
  const faults = can(view, 'sign-fault') ? (account(store, state)?.unsigned.length ?? 0) : 0;
  const endings = can(view, 'sign-fault') ? Object.values(state.endings).filter((one) => !one.judge && one.root === null).length : 0;
  const corrections = can(view, 'correct-transcript') ? state.corrections.filter((one) => one.corrected_at === null && !one.refused).length : 0;
  if (faults) found.push({ kind: 'faults', count: faults });
  if (endings && isOver(state)) found.push({ kind: 'endings', count: endings });
  if (corrections) found.push({ kind: 'corrections', count: corrections });
  const signed = state.signatures.some((one) => one.role === 'presiding-judge' || one.role === 'sole-judge');
  if (state.course === 'signing' && can(view, 'sign-fault') && !signed) found.push({ kind: 'sign' });
  return found;
}

function ofBench(bench: BenchView | null): Due[] {
  const now = bench?.deliberations.find((one) => one.state === 'open');
  const isWhole = now?.result?.text && now.members.every((one) => now.opinions[one.principal]?.text);
  const mine = now?.signers.find((one) => one.member.principal === bench?.me);
  return isWhole && mine && mine.state !== 'signed' ? [{ kind: 'minutes' }] : [];
}
