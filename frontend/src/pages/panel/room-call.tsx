/** 法警报警 by a button while no hearing has the room: shown to who has the panel of one of its hearings open. */
import { useEffect, useState } from 'preact/hooks';
import { bailiffAlarm } from '../../lib/bailiff';
import { clockTime } from '../../lib/clock';
import { can } from '../../lib/course';
import { own } from '../../lib/http';
import { clearCall, confirmCall } from '../../lib/room-calls';
import type { HearingStore } from '../../lib/store';
import type { RoomCall } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Key, type AskedState } from '../../ui/key';
import { tell } from '../../ui/notices';
import { sound } from '../../ui/siren';
import { partWords } from '../../ui/words';
import { BailiffBar, ClearDialog } from './bailiff';
import { bailiffWords } from './bailiff-words';
import type { Desk } from './desk';

const SHOWN_MS = 1500;

/** The call that stands in the hearing's room though no hearing holds it. */
export const roomCall = (store: HearingStore): RoomCall | null => store.last('room-calls').flatMap((report) => report.calls)[0] ?? null;

/** On top of every page of those who guard the court: the hearing's own call, else what no hearing holds. */
export function CallBar({ store, desk, stale }: { store: HearingStore; desk: Desk; stale: boolean }) {
  const held = store.state !== null && bailiffAlarm(store.state) !== null;
  return held ? <BailiffBar store={store} desk={desk} stale={stale} /> : <RoomCallBar store={store} stale={stale} />;
}

function RoomCallBar({ store, stale }: { store: HearingStore; stale: boolean }) {
  const words = bailiffWords();
  const [clearing, clear] = useState(false);
  const [asked, mark] = useState<AskedState | undefined>();
  const view = store.view.value;
  const call = roomCall(store);
  const unseen = call !== null && call.confirmed.length === 0;
  useEffect(() => (unseen && !stale ? sound() : undefined), [unseen, stale]);
  if (!view || !call) return null;
  const mine = call.confirmed.some((one) => one.who === view.me.principal);
  const ask = async (asking: ReturnType<typeof confirmCall>) => {
    mark('pending');
    const outcome = await asking;
    if (outcome.kind === 'refused') tell(outcome.problem.title, [outcome.problem.detail, outcome.problem.remedy].filter(Boolean).join(' '));
    if (outcome.kind === 'unconfirmed') tell(partWords().unconfirmed, partWords().unconfirmedHelp);
    mark(outcome.kind === 'done' ? undefined : outcome.kind === 'refused' ? 'failed' : 'unconfirmed');
    setTimeout(() => mark(undefined), SHOWN_MS);
  };
  return (
    <div class={['bailiff-bar', unseen && 'unseen-yet', stale && 'stale'].filter(Boolean).join(' ')} role="alert" aria-label={words.title}>
      <Icon name="siren" />
      <div>
        <b>{words.title}</b>
        <span>{facts(call)}</span>
      </div>
      {!mine && <Key look="plain alert" icon="eye" label={words.confirm} stale={stale} asked={asked} onTap={() => void ask(confirmCall(call.id))} />}
      {!unseen && can(view, 'call-bailiffs') && <Key look="plain" icon="check" label={words.clear} stale={stale} asked={asked} onTap={() => clear(true)} />}
      {clearing && <ClearDialog onClear={(note) => void ask(clearCall(call.id, note))} onClose={() => clear(false)} />}
    </div>
  );
}

function facts(call: RoomCall): string {
  const words = bailiffWords();
  const places = [...new Set(call.presses.map((press) => own(press.place)))].filter(Boolean).join(words.comma);
  const seen = call.confirmed.map((one) => `${one.name} ${clockTime(one.at)}`).join(words.comma);
  return [words.since(clockTime(call.at), [words.from['button'], places].filter(Boolean).join(' · ')), words.noHearing, seen ? words.seen(seen) : words.unseen].join(' · ');
}
