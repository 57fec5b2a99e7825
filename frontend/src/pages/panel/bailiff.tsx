/** 法警报警: over the whole width and with sound until somebody has seen it; then to be cleared, with a note. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { bailiffAlarm } from '../../lib/bailiff';
import { clockTime } from '../../lib/clock';
import { can, isSession } from '../../lib/course';
import { api, get } from '../../lib/http';
import type { Me } from '../../lib/signed-in';
import type { HearingStore } from '../../lib/store';
import type { BailiffAlarm } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { sound } from '../../ui/siren';
import { tell } from '../../ui/notices';
import { bailiffWords } from './bailiff-words';
import type { Desk } from './desk';
import { panelWords } from './words';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

/** Call the bailiffs from this page; *source* says whether it is the clerk's panel. */
export function callBailiffs(store: HearingStore, desk: Desk, source: 'panel' | 'page' = 'panel'): void {
  const view = store.view.value;
  if (view && can(view, 'call-bailiffs') && !bailiffAlarm(view.state)) void desk.ask('bailiff', { type: 'raise-bailiff-alarm', source });
}

/** The key that calls them: one tap, no question. */
export function BailiffKey({ store, desk, stale }: Props) {
  const words = bailiffWords();
  const view = store.view.value;
  if (!view) return null;
  const standing = bailiffAlarm(view.state) !== null;
  const here = isSession(view.state) || ['closed', 'signing'].includes(view.state.course);
  const locked = !can(view, 'call-bailiffs') ? panelWords().noRight : here ? undefined : words.over;
  return <Key look="danger" icon="siren" label={words.key} small={standing ? words.standing : words.keySmall} on={standing} shortcut="F3" stale={stale} locked={locked} asked={desk.asked.value['bailiff']} onTap={() => callBailiffs(store, desk)} />;
}

/** On top of every page of those who guard the court, whatever view they are in. */
export function BailiffBar({ store, desk, stale }: Props) {
  const words = bailiffWords();
  const [clearing, clear] = useState(false);
  const view = store.view.value;
  const alarm = view ? bailiffAlarm(view.state) : null;
  const unseen = alarm !== null && alarm.confirmed.length === 0;
  useEffect(() => (unseen && !stale ? sound() : undefined), [unseen, stale]);
  if (!view || !alarm) return null;
  const mine = alarm.confirmed.some((one) => one.who === view.me.principal);
  const confirm = () => void named((name) => desk.ask('bailiff-seen', { type: 'confirm-bailiff-alarm', name }));
  return (
    <div class={['bailiff-bar', unseen && 'unseen-yet', stale && 'stale'].filter(Boolean).join(' ')} role="alert" aria-label={words.title}>
      <Icon name="siren" />
      <div>
        <b>{words.title}</b>
        <span>{facts(alarm)}</span>
      </div>
      {!mine && <Key look="plain alert" icon="eye" label={words.confirm} stale={stale} asked={desk.asked.value['bailiff-seen']} onTap={confirm} />}
      {!unseen && can(view, 'call-bailiffs') && <Key look="plain" icon="check" label={words.clear} stale={stale} asked={desk.asked.value['bailiff-clear']} onTap={() => clear(true)} />}
      {clearing && <ClearDialog onClear={(note) => void named((name) => desk.ask('bailiff-clear', { type: 'clear-bailiff-alarm', name, note }))} onClose={() => clear(false)} />}
    </div>
  );
}

function facts(alarm: BailiffAlarm): string {
  const words = bailiffWords();
  const where = [words.from[alarm.source], alarm.place].filter(Boolean).join(' · ');
  const seen = alarm.confirmed.map((one) => `${one.name} ${clockTime(one.at)}`).join(words.comma);
  return `${words.since(clockTime(alarm.at), where)} · ${seen ? words.seen(seen) : words.unseen}`;
}

/** Asks what had happened, before a call is cleared. */
export function ClearDialog({ onClear, onClose }: { onClear(note: string): void; onClose(): void }) {
  const words = bailiffWords();
  const note = useRef<HTMLTextAreaElement>(null);
  const clear = () => {
    const said = note.current?.value.trim();
    if (!said) return note.current?.focus();
    onClear(said);
    onClose();
  };
  return (
    <Dialog title={words.clearTitle} confirm={words.clear} onConfirm={clear} onClose={onClose}>
      <p>{words.clearText}</p>
      <label class="field">
        {words.note}
        <textarea ref={note} rows={2} maxLength={500} required />
      </label>
    </Dialog>
  );
}

/** Whoever is signed in answers for it by the own name. */
async function named(then: (name: string) => Promise<boolean>): Promise<void> {
  const me = await get<Me>(`${api}/me`).catch(() => null);
  if (me) await then(me.name);
  else tell(bailiffWords().noName);
}
