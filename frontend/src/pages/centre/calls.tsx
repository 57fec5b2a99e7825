/** 法警报警 at the control centre: what stands, over the whole width, and what was dealt with today. */
import { useRef, useState } from 'preact/hooks';
import { clockTime, second, span } from '../../lib/clock';
import { own } from '../../lib/http';
import type { Me } from '../../lib/signed-in';
import type { CentreCall } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { keyOf, type CentreStore } from './store';
import { centreWords } from './words';

/** A call is told within a second or two where nothing is in its way. */
const LATE_MS = 10_000;

interface Props {
  store: CentreStore;
  me: Me;
  stale: boolean;
}

/** One call that stands; the first one's keys are F8 and F9. */
export function Call({ call, first, store, me, stale }: Props & { call: CentreCall; first: boolean }) {
  const words = centreWords();
  const [clearing, ask] = useState(false);
  const { alarm } = call;
  const unseen = alarm.confirmed.length === 0;
  const mine = alarm.confirmed.some((one) => one.who === me.principal);
  const key = keyOf(call);
  const asked = store.asked.value;
  const locked = me.rights.includes('call-bailiffs') ? undefined : words.clearLocked;
  return (
    <article class={['call', unseen && 'unseen-yet', stale && 'stale'].filter(Boolean).join(' ')} data-room={call.room}>
      <span class="sign"><Icon name="siren" /></span>
      <div>
        <b>{words.callTitle(call.room_name || call.room)}</b>
        <span>{[words.from[alarm.source], own(alarm.place)].filter(Boolean).join(' · ')}</span>
        <span class="number">{[words.since(clockTime(alarm.at), span(second.value - alarm.at)), late(call), seenBy(call)].filter(Boolean).join(' · ')}</span>
      </div>
      {!mine && <Key look="alert" icon="eye" label={words.confirm} stale={stale} asked={asked[`confirm ${key}`]} shortcut={first ? 'F8' : undefined} onTap={() => void store.confirm(call, me.name)} />}
      {!unseen && <Key icon="check" label={words.clear} stale={stale} locked={locked} asked={asked[`clear ${key}`]} shortcut={first ? 'F9' : undefined} onTap={() => ask(true)} />}
      {clearing && <ClearDialog call={call} store={store} me={me} onClose={() => ask(false)} />}
    </article>
  );
}

/** A call that had to wait for the server says so. */
function late({ alarm, told_at }: CentreCall): string {
  return told_at !== null && told_at - alarm.at > LATE_MS ? centreWords().toldLate(clockTime(told_at)) : '';
}

/** Who has seen it, and when. */
function seenBy({ alarm }: CentreCall): string {
  const words = centreWords();
  const seen = alarm.confirmed.map((one) => `${one.name} ${clockTime(one.at)}`).join(words.comma);
  return seen ? words.seen(seen) : words.unseen;
}

function ClearDialog({ call, store, me, onClose }: Omit<Props, 'stale'> & { call: CentreCall; onClose(): void }) {
  const words = centreWords();
  const note = useRef<HTMLTextAreaElement>(null);
  const clear = () => {
    const said = note.current?.value.trim();
    if (!said) return note.current?.focus();
    void store.clear(call, me.name, said);
    onClose();
  };
  return (
    <Dialog title={words.clearTitle(call.room_name || call.room)} confirm={words.clear} onConfirm={clear} onClose={onClose}>
      <p>{words.clearText}</p>
      <label class="field">
        {words.note}
        <textarea ref={note} rows={2} maxLength={500} required />
      </label>
    </Dialog>
  );
}

/** What was dealt with today, the newest on top. */
export function Past({ calls }: { calls: CentreCall[] }) {
  const words = centreWords();
  return (
    <section class="past">
      <h2>{words.past}</h2>
      {calls.length === 0 && <p class="empty">{words.nonePast}</p>}
      <ul tabIndex={calls.length ? 0 : undefined} aria-label={words.past}>
        {calls.map((call) => (
          <li key={keyOf(call)}>
            <b class="number">{clockTime(call.alarm.at)}</b> <b>{call.room_name || call.room}</b>
            <span>{[words.from[call.alarm.source], own(call.alarm.place), late(call)].filter(Boolean).join(' · ')}</span>
            <span>{seenBy(call)}</span>
            <span>{call.alarm.cleared_at === null ? words.notCleared : words.clearedBy(call.alarm.cleared_name, clockTime(call.alarm.cleared_at))}</span>
            {call.alarm.note && <q>{call.alarm.note}</q>}
          </li>
        ))}
      </ul>
    </section>
  );
}
