import { useRef, useState } from 'preact/hooks';
import { clockTime, now } from '../../lib/clock';
import { isClosedToPublic, isInCourt } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import type { Recess } from '../../lib/words';
import { useAnnouncement } from '../../ui/announcement';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { ClosingCode } from './closing';
import type { Desk } from './desk';
import { sessionsWords } from './sessions-words';
import { panelWords } from './words';

interface Props {
  desk: Desk;
  store: HearingStore;
  onClose(): void;
}

type PauseReason = Recess['reason'];

const reasons: PauseReason[] = ['recess', 'closed-evidence', 'mediation'];

/** The three lawful gaps; the key for the commonest is held instead. */
export function RecessDialog({ desk, onClose }: Props) {
  const words = panelWords();
  const more = sessionsWords();
  const [reason, setReason] = useState<PauseReason>('recess');
  const [isPast, setPast] = useState(false);
  const moment = useRef<HTMLInputElement>(null);
  const confirm = () => {
    const resumes_at = moment.current?.value ? courtTime(moment.current.value) : null;
    setPast(resumes_at !== null && resumes_at < now() + 60_000);
    if (resumes_at !== null && resumes_at < now() + 60_000) return moment.current?.focus();
    void desk.ask('recess', { type: 'recess', reason, resumes_at });
    onClose();
  };
  return (
    <Dialog title={words.recessTitle} confirm={words.reason[reason] ?? ''} look="alert" onConfirm={confirm} onClose={onClose}>
      <p>{words.recessText}</p>
      <div class="options" role="radiogroup" aria-label={words.recessTitle}>
        {reasons.map((one) => (
          <label key={one} class={`option ${one === reason ? 'on' : ''}`}>
            <input type="radio" name="reason" checked={one === reason} onChange={() => setReason(one)} />
            {words.reason[one]}
          </label>
        ))}
      </div>
      <label class="field">
        {more.resumesAt}
        <input ref={moment} type="datetime-local" />
      </label>
      {isPast && <p role="alert" class="fault">{more.past}</p>}
    </Dialog>
  );
}

/** What a field for day and time holds, as the court's clock means it (UTC+8). */
const courtTime = (value: string): number => Date.parse(`${value}:00+08:00`);

/** Seconds back to which an opening may be moved: as far as the room keeps its pre-roll. */
const back = [10, 20, 30, 40, 50];

/** The hearing was announced before the key was touched: its record begins there. */
export function AnnounceDialog({ store, desk, onClose }: Props) {
  const words = panelWords();
  const [asked] = useState(() => now());
  const [seconds, setSeconds] = useState(back[0]!);
  const earliest = store.state?.prepared_at ?? asked;
  const within = back.filter((one) => asked - one * 1000 >= earliest);
  const announced_at = asked - seconds * 1000;
  const confirm = () => {
    void desk.ask('open', { type: 'open', announced_at });
    onClose();
  };
  if (within.length === 0) {
    return (
      <Dialog title={words.openEarlier} onClose={onClose}>
        <p>{words.openEarlierNone}</p>
      </Dialog>
    );
  }
  return (
    <Dialog title={words.openEarlier} confirm={words.openAt(clockTime(Math.floor(announced_at / 1000) * 1000))} look="go" onConfirm={confirm} onClose={onClose}>
      <p>{words.openEarlierText}</p>
      <div class="options" role="radiogroup" aria-label={words.openEarlier}>
        {within.map((one) => (
          <label key={one} class={`option ${one === seconds ? 'on' : ''}`}>
            <input type="radio" name="announced" checked={one === seconds} onChange={() => setSeconds(one)} />
            {words.secondsAgo(one)} · <span class="number">{clockTime(asked - one * 1000)}</span>
          </label>
        ))}
      </div>
    </Dialog>
  );
}

export function CloseDialog({ desk, onClose }: Props) {
  const words = panelWords();
  const confirm = () => {
    void desk.ask('close', { type: 'close' });
    onClose();
  };
  return (
    <Dialog title={words.closeTitle} confirm={words.closeHearing} look="end" onConfirm={confirm} onClose={onClose}>
      <p>{words.closeText}</p>
    </Dialog>
  );
}

/** Closing to the public is a decision of the judge with an announced reason; the name and the reason are logged. */
export function OpennessDialog({ desk, store, onClose }: Props) {
  const words = panelWords();
  const state = store.state;
  const presiding = Object.values(state?.participants ?? {}).find((person) => ['presiding-judge', 'sole-judge'].includes(person.role) && isInCourt(person));
  const { fields, said } = useAnnouncement({ ...words, reason: words.reasonWord, whole: words.wholeHearing }, presiding, 'from-now');
  if (!state) return null;
  const next = isClosedToPublic(state) ? 'public' : 'closed';
  const confirm = () => {
    const announced = said();
    if (!announced) return;
    void desk.ask('openness', { type: 'set-openness', openness: next, ...announced });
    onClose();
  };
  return (
    <Dialog title={next === 'closed' ? words.sealTitle : words.unsealTitle} confirm={next === 'closed' ? words.seal : words.unseal} look="alert" onConfirm={confirm} onClose={onClose}>
      {next === 'closed' && <p>{words.sealText}</p>}
      {fields}
    </Dialog>
  );
}

const megabytes = (octets: number): string => `${(octets / 1e6).toFixed(1)} MB`;

/** How far the record is on its way to the archive, and its root. */
export function ArchiveProgress({ store }: { store: HearingStore }) {
  const words = panelWords();
  const state = store.state;
  if (!state) return null;
  const order = ['closed', 'signing', 'archiving', 'archived'];
  const reached = order.indexOf(state.course);
  const upload = store.last('upload')[0];
  return (
    <>
      <ClosingCode store={store} />
      <section class="archive" aria-label={words.archiveHead}>
        <h2 class="head">{words.archiveHead}</h2>
        {state.course !== 'archived' && (
          <ol>
            {(['closed', 'signing', 'asked', 'done'] as const).map((step, index) => (
              <li key={step} class={index < reached || index === 0 ? 'done' : index === reached ? 'now' : ''}>
                <Icon name={index < reached || index === 0 ? 'circle-check' : 'clock'} />
                <div>
                  <b>{words.archiveSteps[step]}</b>
                </div>
              </li>
            ))}
          </ol>
        )}
        {upload && <p class="hint">{upload.done ? words.uploadDone : upload.pending_bytes === 0 ? words.uploadUp : words.uploadLeft(upload.pending_fragments, megabytes(upload.pending_bytes), megabytes(upload.bytes_per_s))}</p>}
        {upload && upload.says !== '' && <p class="hint">{words.uploadWaits(upload.says)}</p>}
        {state.root && (
          <dl class="root">
            <dt>{words.root}</dt>
            <dd class="number">{state.root}</dd>
            <dt>{words.packageAt}</dt>
            <dd>{state.package}</dd>
          </dl>
        )}
        {state.course === 'archived' && <Key look="primary" icon="play" label={words.openPlayer} onTap={() => location.assign(`./player.html?hearing=${store.hearing}`)} />}
      </section>
    </>
  );
}
