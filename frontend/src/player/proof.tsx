import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Refused } from '../lib/http';
import { Icon } from '../ui/icon';
import { Key } from '../ui/key';
import { SpokenCode } from '../ui/spoken-code';
import type { HearingRecord } from './record';
import { playerWords } from './words';

/** What a verification found: damaged are named by where they lie and what is wrong. */
export interface Verdict {
  whole: boolean;
  faults: { path: string; what: string }[];
  /** What the package itself, signed, says was damaged before it was packed. */
  damaged_before?: { path: string; what: string }[];
  stamps?: { of: string; time: string }[];
  addenda?: { number: number; kind: string; by: string }[];
}

/** Verifies; may say meanwhile how far it is, from 0 to 1. */
export type Verify = (progress: (share: number) => void) => Promise<Verdict>;

export interface ProofState {
  state: 'not-yet' | 'busy' | 'whole' | 'damaged' | 'failed';
  share: number;
  faults: Verdict['faults'];
  before: Verdict['faults'];
  says: string;
  stamps?: Verdict['stamps'];
  addenda?: Verdict['addenda'];
  /** What to say of one that is whole. */
  title: string;
  again(): void;
}

/** Pictures come first: verifying reads everything. */
const FIRST_AFTER_MS = 2500;

/** Verify once soon after the page has opened, and again when asked. */
export function useProof(verify: Verify | undefined, title = playerWords().whole): ProofState {
  const [state, setState] = useState<Omit<ProofState, 'again' | 'title'>>({ state: verify ? 'busy' : 'not-yet', share: 0, faults: [], before: [], says: '' });
  const again = () => {
    if (!verify) return;
    const busy = { state: 'busy' as const, share: 0, faults: [], before: [], says: '' };
    setState(busy);
    verify((share) => setState({ ...busy, share })).then(
      ({ whole, faults, damaged_before = [], stamps, addenda }) => setState({ state: whole ? 'whole' : 'damaged', share: 1, faults, before: damaged_before, says: '', stamps, addenda }),
      (fault: unknown) => setState({ state: 'failed', share: 0, faults: [], before: [], says: fault instanceof Refused ? fault.problem.title : String(fault) }),
    );
  };
  useEffect(() => {
    const timer = setTimeout(again, FIRST_AFTER_MS);
    return () => clearTimeout(timer);
  }, [verify]);
  return { ...state, title, again };
}

/** In the header: icon and word of what the verification says. A tap opens the whole of it. */
export function ProofLamp({ proof, onOpen }: { proof: ProofState; onOpen(): void }) {
  return (
    <button type="button" class={`lamp proof ${looks[proof.state]}`} onClick={onOpen}>
      <Icon name={icons[proof.state]} />
      <span role="status">
        <b>{wordOf(proof)}</b>
        {proof.faults.length > 0 && <small>{playerWords().faultsFound(proof.faults.length)}</small>}
      </span>
    </button>
  );
}

const looks = { 'not-yet': 'stale', busy: '', whole: 'good', damaged: 'bad', failed: 'warn' };
const icons = { 'not-yet': 'hourglass', busy: 'hourglass', whole: 'shield-check', damaged: 'circle-alert', failed: 'triangle-alert' } as const;

function wordOf(proof: ProofState): string {
  const words = playerWords();
  return { 'not-yet': words.notYet, busy: words.verifying, whole: proof.before.length ? words.wholeAsPacked(proof.before.length) : proof.title, damaged: words.damaged, failed: words.cannot }[proof.state];
}

/** What the verification says, in plain words; each damage with its place. */
export function Proof({ proof, record, help }: { proof: ProofState; record: HearingRecord; help?: ComponentChildren }) {
  const words = playerWords();
  return (
    <div class="proof-sheet">
      <p class={`verdict ${proof.state}`}>
        <Icon name={icons[proof.state]} />
        <b>{wordOf(proof)}</b>
      </p>
      {proof.state === 'busy' && <progress value={proof.share || undefined} max={1} aria-label={words.verifying} />}
      {proof.state === 'whole' && !help && proof.before.length === 0 && <p>{words.wholeMeans}</p>}
      {proof.says && <p>{proof.says}</p>}
      {proof.before.length > 0 && (
        <ul tabIndex={0} aria-label={words.damagedBefore}>
          {proof.before.slice(0, 50).map((fault) => (
            <li key={fault.path + fault.what}>
              <b>{fault.path}</b>
              <span>{fault.what}</span>
            </li>
          ))}
        </ul>
      )}
      {proof.faults.length > 0 && (
        <ul tabIndex={0} aria-label={words.damaged}>
          {proof.faults.slice(0, 50).map((fault) => (
            <li key={fault.path + fault.what}>
              <b>{fault.path}</b>
              <span>{fault.what}</span>
            </li>
          ))}
          {proof.faults.length > 50 && <li>{words.andMore(proof.faults.length - 50)}</li>}
        </ul>
      )}
      {help}
      <Signed proof={proof} record={record} />
      {record.root && (
        <p class="root">
          {words.root} <code>{record.root}</code>
        </p>
      )}
      {proof.state !== 'not-yet' && <Key look="plain" icon="refresh-cw" label={words.verify} asked={proof.state === 'busy' ? 'pending' : undefined} onTap={proof.again} />}
      <p class="keys">{words.keys}</p>
    </div>
  );
}

/** What people signed at the end, when that was proven to have been, and what came after. */
function Signed({ proof, record }: { proof: ProofState; record: HearingRecord }) {
  const words = playerWords();
  const { closing } = record;
  return (
    <>
      {closing && (
        <section class="closing-code">
          <h3>{words.closing}</h3>
          <div class="sheet">
            <SpokenCode code={closing.code} />
            <img src={`data:image/svg+xml;utf8,${encodeURIComponent(closing.qr)}`} alt={words.closingQr} width={132} height={132} />
          </div>
        </section>
      )}
      {proof.stamps && (
        <p>
          {proof.stamps.length ? `${words.stamps} ${proof.stamps.map((one) => one.time).join(' · ')}` : words.noStamps}
        </p>
      )}
      {proof.addenda && proof.addenda.length > 0 && (
        <section>
          <h3>{words.addenda}</h3>
          {proof.addenda.slice(0, 20).map((one) => (
            <p key={one.number}>{words.addendum(one.number, words.addendumKinds[one.kind] ?? one.kind, one.by)}</p>
          ))}
        </section>
      )}
    </>
  );
}
