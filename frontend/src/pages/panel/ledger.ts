/** What the ledger of every second holds for this page: the recorder's last word, with the answers of this moment. */
import type { HearingStore } from '../../lib/store';
import type { FilledStretch, HearingState, Ledger, LedgerFault } from '../../lib/words';

export interface Missing {
  track: string;
  fault: LedgerFault;
  /** The explanation that holds for the whole of the stretch. */
  text: string;
  judge: string;
  isSigned: boolean;
}

export interface Account {
  ledger: Ledger;
  /** Faults of mandatory tracks, in the order of time. */
  missing: Missing[];
  unexplained: Missing[];
  unsigned: Missing[];
  /** What one side of a remote arraignment lost and the other holds: recorded, in the order of time. */
  filled: (FilledStretch & { track: string })[];
  keptSeconds: number;
  isAwaited: boolean;
}

/** The account of the hearing; null until the recorder has said one. */
export function account(store: HearingStore, state: HearingState): Account | null {
  const ledger = store.last('ledger')[0]?.ledger;
  if (!ledger) return null;
  const mandatory = ledger.tracks.filter((track) => track.mandatory);
  const missing = mandatory.flatMap((track) => track.faults.map((fault) => answered(state, track.name, fault))).sort((a, b) => a.fault.since - b.fault.since);
  return {
    ledger,
    missing,
    unexplained: missing.filter((one) => one.text === ''),
    unsigned: missing.filter((one) => one.text !== '' && !one.isSigned),
    filled: mandatory.flatMap((track) => track.filled.map((one) => ({ ...one, track: track.name }))).sort((a, b) => a.since - b.since),
    keptSeconds: Math.max(0, ...mandatory.map((track) => track.seconds)),
    isAwaited: mandatory.some((track) => track.awaited_s > 10),
  };
}

function answered(state: HearingState, track: string, fault: LedgerFault): Missing {
  const said = state.explanations.filter((one) => one.track === track && one.since <= fault.since && fault.until <= one.until).at(-1);
  return { track, fault, text: said?.text ?? '', judge: said?.judge ?? '', isSigned: said?.signed_at != null };
}

/** Stretches of the lane, each from 0 to 1000 of the hearing so far. */
export function lane({ ledger, missing }: Account): { kind: 'gap' | 'open' | 'settled'; x: number; width: number }[] {
  const ends = [...ledger.gaps.map((gap) => gap.until ?? gap.since), ...missing.map((one) => one.fault.until)];
  const due = Math.max(...ledger.tracks.map((track) => track.due_s), 0) * 1e9 + ledger.gaps.reduce((sum, gap) => sum + (gap.until ?? gap.since) - gap.since, 0);
  const end = Math.max(due, ...ends, 1);
  const part = (since: number, until: number) => ({ x: Math.round((1000 * since) / end), width: Math.max(4, Math.round((1000 * (until - since)) / end)) });
  return [
    ...ledger.gaps.map((gap) => ({ kind: 'gap' as const, ...part(gap.since, gap.until ?? end) })),
    ...missing.map((one) => ({ kind: one.isSigned ? ('settled' as const) : ('open' as const), ...part(one.fault.since, one.fault.until) })),
  ];
}
