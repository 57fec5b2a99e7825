/** The page on the bench: the court, evidence, the text, what waits for a decision, and the bench's own secret file. */
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { BenchLine, type BenchStore } from '../../lib/bench';
import { numberOf } from '../../lib/case-number';
import { can, isClosedToPublic } from '../../lib/course';
import { language, speak } from '../../lib/i18n';
import { bind } from '../../lib/keyboard';
import type { HearingStore } from '../../lib/store';
import { BenchChips } from '../../ui/bench-chips';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { KeysDialog } from '../../ui/keys-dialog';
import { Key } from '../../ui/key';
import { Toasts } from '../../ui/toast';
import { partWords } from '../../ui/words';
import { BailiffKey } from '../panel/bailiff';
import { CallBar } from '../panel/room-call';
import { Air, RestoreDialog } from '../panel/broadcast';
import type { Desk } from '../panel/desk';
import { Help } from '../panel/help';
import { LedgerDialog } from '../panel/ledger-line';
import { HindranceDialog } from '../panel/opening';
import { Over } from '../panel/over';
import { LiveText } from '../panel/transcript';
import { Waiting } from '../panel/waiting';
import { panelWords } from '../panel/words';
import { ApprovalList, DueList, type Question } from './approvals';
import { Deliberation } from './deliberation';
import { due, type Due } from './due';
import { Evidence } from './evidence';
import { Hands, raised } from './hands';
import { Messages } from './messages';
import { PrivateNotes } from './notes';
import { OpennessQuestion } from './openness';
import { Pictures } from './pictures';
import { Status } from './status';
import { judgeWords } from './words';

export type JudgeView = 'court' | 'evidence' | 'approvals' | 'hands' | 'messages' | 'deliberation' | 'notes' | 'help';

const views: [JudgeView, IconName][] = [
  ['court', 'scale'],
  ['evidence', 'file-text'],
  ['approvals', 'gavel'],
  ['hands', 'hand'],
  ['messages', 'megaphone'],
  ['deliberation', 'lock'],
  ['notes', 'pencil'],
  ['help', 'life-buoy'],
];
const WIDE: JudgeView[] = ['evidence', 'deliberation'];

interface Props {
  store: HearingStore;
  desk: Desk;
  sitsAs?: string | undefined;
  start?: JudgeView;
}

export function Judge({ store, desk, sitsAs, start = 'court' }: Props) {
  const [view, setView] = useState<JudgeView>(start);
  const [asking, ask] = useState<Question | 'keys' | null>(null);
  const make = useContext(BenchLine);
  const bench = useMemo(() => make(store.hearing), [make, store]);
  useEffect(() => () => bench.close(), [bench]);
  const lost = store.link.value === 'lost' || store.link.value === 'ended';
  useKeys(setView, ask, lost);
  const hearing = store.view.value;
  if (!hearing) return <Waiting store={store} />;
  const { state } = hearing;
  const list = due(store, bench.view.value);
  return (
    <div class={['panel', 'judge', lost && 'lost', isClosedToPublic(state) && 'sealed', WIDE.includes(view) && 'wide'].filter(Boolean).join(' ')}>
      <Status store={store} state={state} lost={lost} />
      <Rail view={view} onView={setView} badges={{ approvals: list.length, hands: raised(hearing).length, messages: bench.view.value ? bench.unseen.length : 0 }} />
      <main>
        <div class="column first">
          <Pictures store={store} />
        </div>
        <div class="column second">
          <Middle view={view} store={store} desk={desk} bench={bench} stale={lost} sitsAs={sitsAs} list={list} ask={ask} onView={setView} />
        </div>
        <div class="column third">
          <LiveText store={store} desk={desk} stale={lost} />
        </div>
      </main>
      <footer class="dock">
        <Key look="column" icon="megaphone" label={judgeWords().messagesKey} stale={lost} onTap={() => setView('messages')} />
        <Key look="column" icon={isClosedToPublic(state) ? 'eye' : 'eye-off'} label={judgeWords().openness} stale={lost} asked={desk.asked.value['openness']} locked={can(hearing, 'set-openness') ? undefined : panelWords().noRight} tellsWhy onTap={() => ask('openness')} />
        <BailiffKey store={store} desk={desk} stale={lost} />
        <BenchChips bench={bench} stale={lost} most={1} />
        <span class="gap wide" />
        <Air store={store} desk={desk} stale={lost} onRestoreDialog={() => ask('restore')} />
      </footer>
      <CallBar store={store} desk={desk} stale={lost} />
      <Over store={store} desk={desk} lost={lost} />
      <Questions asking={asking} store={store} desk={desk} stale={lost} onClose={() => ask(null)} />
      <Toasts />
    </div>
  );
}

interface MiddleProps {
  view: JudgeView;
  store: HearingStore;
  desk: Desk;
  bench: BenchStore;
  stale: boolean;
  sitsAs: string | undefined;
  list: Due[];
  ask(what: Question | 'keys'): void;
  onView(view: JudgeView): void;
}

function Middle({ view, store, desk, bench, stale, sitsAs, list, ask, onView }: MiddleProps) {
  const parts = { store, desk, stale };
  switch (view) {
    case 'court':
      return (
        <div class="over" tabIndex={0} role="region" aria-label={judgeWords().view['court']}>
          <DueList {...parts} list={list} ask={ask} onDeliberation={() => onView('deliberation')} />
          <Hands {...parts} />
        </div>
      );
    case 'approvals':
      return <ApprovalList {...parts} list={list} ask={ask} onDeliberation={() => onView('deliberation')} />;
    case 'evidence':
      return <Evidence {...parts} />;
    case 'hands':
      return <Hands {...parts} />;
    case 'messages':
      return <Messages bench={bench} stale={stale} sitsAs={sitsAs} />;
    case 'deliberation':
      return <Deliberation heading={store.state ? `${store.state.court} ${numberOf(store.state)}` : ''} bench={bench} stale={stale} sitsAs={sitsAs} />;
    case 'notes':
      return <PrivateNotes bench={bench} stale={stale} sitsAs={sitsAs} />;
    case 'help':
      return <Help {...parts} onKeys={() => ask('keys')} />;
  }
}

function Rail({ view, onView, badges }: { view: JudgeView; onView(view: JudgeView): void; badges: Partial<Record<JudgeView, number>> }) {
  const words = judgeWords();
  return (
    <nav class="rail" aria-label={words.views}>
      {views.map(([name, icon]) => (
        <button key={name} type="button" aria-current={view === name ? 'page' : undefined} onClick={() => onView(name)}>
          <Icon name={icon} />
          <span>{words.view[name]}</span>
          {badges[name] ? <span class="badge number">{badges[name]}</span> : null}
        </button>
      ))}
      <button type="button" class="tongue" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
        <Icon name="languages" />
        <span>{partWords().english}</span>
      </button>
    </nav>
  );
}

function Questions({ asking, ...props }: { asking: Question | 'keys' | null; store: HearingStore; desk: Desk; stale: boolean; onClose(): void }) {
  switch (asking) {
    case 'hindrance':
      return <HindranceDialog {...props} />;
    case 'ledger':
      return <LedgerDialog {...props} />;
    case 'openness':
      return <OpennessQuestion {...props} />;
    case 'restore':
      return <RestoreDialog {...props} />;
    case 'keys':
      return <KeysDialog title={judgeWords().keysTitle} text={judgeWords().keysText} list={judgeWords().keyList} onClose={props.onClose} />;
    case null:
      return null;
  }
}

/** Alt and a number show a view; nothing is decided by a key alone. */
function useKeys(onView: (view: JudgeView) => void, ask: (what: 'keys') => void, lost: boolean): void {
  useEffect(
    () =>
      bind(() => {
        if (lost || document.querySelector('dialog[open]')) return {};
        return { F2: () => onView('evidence'), F3: () => onView('approvals'), F4: () => onView('hands'), F7: () => onView('messages'), F8: () => onView('deliberation'), '?': () => ask('keys') };
      }),
    [onView, ask, lost],
  );
}
