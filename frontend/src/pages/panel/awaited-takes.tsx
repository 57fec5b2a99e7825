/** The takes that archiving waits for, and those that were ended without their writers. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { clockTime } from '../../lib/clock';
import { can, isOver, people } from '../../lib/course';
import { api, get } from '../../lib/http';
import type { HearingStore } from '../../lib/store';
import type { AwaitedTake, Ending } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Key } from '../../ui/key';
import { awaitedWords } from './awaited-words';
import type { Desk } from './desk';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

/** What the panel knows beside the recorder: whether the machine is connected, and what came back. */
interface Known {
  take: string;
  room_name: string;
  is_here: boolean;
  is_back?: boolean;
  is_back_whole?: boolean;
}

const againMs = 5000;

/** Ask the panel again and again while something is waited for; nothing is known while it does not answer. */
function useKnown(hearing: string, isAsked: boolean): Record<string, Known> {
  const [known, setKnown] = useState<Record<string, Known>>({});
  useEffect(() => {
    if (!isAsked) return undefined;
    const ask = () =>
      get<{ awaited: Known[]; ended: Known[] }>(`${api}/hearings/${hearing}/awaited-takes`)
        .then(({ awaited, ended }) => setKnown(Object.fromEntries([...awaited, ...ended].map((one) => [one.take, one]))))
        .catch(() => undefined);
    void ask();
    const timer = setInterval(() => void ask(), againMs);
    return () => clearInterval(timer);
  }, [hearing, isAsked]);
  return known;
}

export function AwaitedTakes({ store, desk, stale }: Props) {
  const words = awaitedWords();
  const [asking, setAsking] = useState<AwaitedTake | null>(null);
  const view = store.view.value;
  const awaited = store.last('ledger')[0]?.awaited ?? [];
  const ended = Object.entries(view?.state.endings ?? {}).filter(([, one]) => one.root !== null);
  const known = useKnown(store.hearing, awaited.length + ended.length > 0);
  const exhibits = store.last('ledger')[0]?.exhibits ?? [];
  if (!view || !isOver(view.state) || awaited.length + ended.length + exhibits.length === 0) return null;
  return (
    <section class="awaited" aria-label={words.head}>
      <h2 class="head">{words.head}</h2>
      {awaited.length > 0 && <p class="hint">{words.hint}</p>}
      {exhibits.length > 0 && <p class="hint">{words.exhibits}</p>}
      <ul class="missing">
        {awaited.map((one) => (
          <li key={one.take} class="open">
            <b>{label(one.take, known[one.take])}</b>
            <span class="number">{one.take}</span>
            <span>{facts(one, view.state.zero_at, known[one.take], view.state.endings[one.take])}</span>
            {offered(view, one, known[one.take]) && (
              <Key look="alert" icon={can(view, 'sign-fault') ? 'gavel' : 'pen-line'} label={can(view, 'sign-fault') ? words.sign : words.declare} stale={stale}
                asked={desk.asked.value[`end:${one.take}`]} onTap={() => setAsking(one)} />
            )}
          </li>
        ))}
        {exhibits.map((id) => (
          <li key={id} class="open">
            <b>{view.state.exhibits[id]?.title ?? id}</b>
            <span class="number">{id}</span>
            <span>{words.exhibit}</span>
          </li>
        ))}
        {ended.map(([take, one]) => (
          <li key={take} class="signed">
            <b>{label(take, known[take])}</b>
            <span class="number">{take}</span>
            <span>{[words.ended(one.judge), one.text, returned(known[take])].filter(Boolean).join(words.comma)}</span>
          </li>
        ))}
      </ul>
      {asking && <Question one={asking} what={label(asking.take, known[asking.take])} store={store} desk={desk} onClose={() => setAsking(null)} />}
    </section>
  );
}

/** How many takes archiving waits for now. */
export function awaitedNow(store: HearingStore): number {
  return store.state?.course === 'archiving' ? (store.last('ledger')[0]?.awaited.length ?? 0) : 0;
}

function Question({ one, what, store, desk, onClose }: { one: AwaitedTake; what: string; store: HearingStore; desk: Desk; onClose(): void }) {
  const words = awaitedWords();
  const said = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const view = store.view.value;
  if (!view) return null;
  const standing = view.state.endings[one.take];
  const signs = can(view, 'sign-fault') && standing !== undefined;
  const presiding = people(view.state).find((person) => person.role === 'presiding-judge' || person.role === 'sole-judge');
  const confirm = () => {
    const text = said.current?.value.trim();
    if (!text) return said.current?.focus();
    void desk.ask(`end:${one.take}`, signs ? { type: 'sign-ending', take: one.take, judge: text } : { type: 'end-take', take: one.take, text });
    onClose();
  };
  return (
    <Dialog title={signs ? words.sign : words.declare} confirm={signs ? words.confirmSign : words.confirm} look="alert" onConfirm={confirm} onClose={onClose}>
      <p>{signs ? words.signText(what, standing.text) : words.declareText(what)}</p>
      <label class="field">
        {signs ? words.judge : words.why}
        {signs ? <input ref={said} maxLength={200} defaultValue={presiding?.name ?? ''} /> : <textarea ref={said} rows={3} maxLength={2000} />}
      </label>
    </Dialog>
  );
}

/** Whether the person may act now: the clerk or a technician declares, then the judge signs; never while the machine is there. */
function offered(view: NonNullable<HearingStore['view']['value']>, one: AwaitedTake, known: Known | undefined): boolean {
  const standing = view.state.endings[one.take];
  if (known?.is_here || (standing && standing.signed !== null)) return false;
  return standing ? can(view, 'sign-fault') : can(view, 'explain-fault');
}

function label(take: string, known: Known | undefined): string {
  const kind = awaitedWords().kinds[take.split('-')[0] ?? ''] ?? take;
  return known?.room_name ? `${kind}（${known.room_name}）` : kind;
}

function facts(one: AwaitedTake, zero: number | null, known: Known | undefined, standing: Ending | undefined): string {
  const words = awaitedWords();
  const came = one.seen_at === null ? words.nothing : words.since(clockTime(one.seen_at));
  const kept = one.until > 0 && zero !== null ? words.until(clockTime(zero + one.until / 1e6)) : null;
  const there = known ? (known.is_here ? words.here : words.away) : null;
  const stands = standing ? (standing.signed === null ? `${words.declared(standing.text)}${words.comma}${words.toSign}` : words.signed(standing.judge)) : null;
  return [came, kept, there, one.is_told ? words.told : null, stands].filter((fact) => fact !== null).join(words.comma);
}

function returned(known: Known | undefined): string {
  const words = awaitedWords();
  return known?.is_back_whole ? words.backWhole : known?.is_back ? words.back : '';
}
