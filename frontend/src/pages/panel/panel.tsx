import { useEffect, useState } from 'preact/hooks';
import { clockTime, dayName, second } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { isClosedToPublic, isOver, people, stageOf } from '../../lib/course';
import { language } from '../../lib/i18n';
import { hasKeyboard } from '../../lib/keyboard';
import { isLarge } from '../../lib/screen';
import type { HearingStore } from '../../lib/store';
import type { HearingState } from '../../lib/words';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { KeysDialog } from '../../ui/keys-dialog';
import { Lamp } from '../../ui/lamp';
import { Toasts } from '../../ui/toast';
import { numberOf } from '../../lib/case-number';
import { AddendaList } from './addenda';
import { AlarmBar } from './alarms';
import { BenchMessages } from './bench-messages';
import { Approvals, RestoreDialog } from './broadcast';
import { CallBar, roomCall } from './room-call';
import { ClosingCode } from './closing';
import type { Desk } from './desk';
import { Devices } from './devices';
import { FittedLine } from './fitted-line';
import { AnnounceDialog, ArchiveProgress, CloseDialog, OpennessDialog, RecessDialog } from './dialogs';
import { Dock, type Asking } from './dock';
import { Audio } from './audio';
import { audioWords } from './audio-words';
import { AwaitedTakes } from './awaited-takes';
import { Evidence } from './evidence';
import { EvidenceStrip } from './evidence-strip';
import { evidenceWords } from './evidence-words';
import { LedgerDialog, LedgerLine } from './ledger-line';
import { lastSeen, linkLamp, liveLamp, recLamp } from './lamps';
import { Microphones } from './microphones';
import { Objections } from './objections';
import { Help } from './help';
import { Dim, IDLE_MS } from './idle';
import { Director, DirectorLine } from './director';
import { HindranceDialog } from './opening';
import { NoteDialog, Notes, RecordView } from './notes';
import { Over } from './over';
import { usePanelKeys } from './panel-keys';
import { People } from './people';
import { PictureView } from './picture';
import { pictureWords } from './picture-words';
import { Preflight } from './preflight';
import { Program, RemotePictures } from './pictures';
import { RehearsalDialog, RehearsalLine } from './rehearsal';
import { SigningList } from './signing';
import { SceneLine, Scenes } from './scenes';
import { mirrored } from './setup';
import { sceneWords } from './scenes-words';
import { NextSession, Sessions } from './sessions';
import { sessionsWords } from './sessions-words';
import { Stages } from './stages';
import { LiveText } from './transcript';
import { TroubleLine } from './trouble';
import { Waiting } from './waiting';
import { panelWords } from './words';

export type View = 'home' | 'scenes' | 'picture' | 'audio' | 'evidence' | 'people' | 'devices' | 'broadcast' | 'notes' | 'help';

const views: [View, IconName][] = [
  ['home', 'layout-dashboard'],
  ['scenes', 'layout-panel-left'],
  ['picture', 'video'],
  ['audio', 'audio-lines'],
  ['evidence', 'presentation'],
  ['people', 'users'],
  ['devices', 'projector'],
  ['broadcast', 'radio'],
  ['notes', 'scroll-text'],
  ['help', 'life-buoy'],
];

export const viewNames = views.map(([name]) => name);

/** The clerk's touch panel: made for one hand on 1280x800, and larger. */
export function Panel({ store, desk, start = 'home', idleMs = IDLE_MS }: { store: HearingStore; desk: Desk; start?: View; idleMs?: number }) {
  const [view, setView] = useState<View>(start);
  const [asking, ask] = useState<Asking | null>(null);
  const link = store.link.value;
  const lost = link === 'lost' || link === 'ended';
  usePanelKeys({ store, desk, lost, ask, views: viewNames, onView: setView as (view: string) => void });
  const hindered = store.state?.hindrance?.at;
  useEffect(() => ask((now) => (hindered ? (now ?? 'hindrance') : now === 'hindrance' ? null : now)), [hindered]);
  const hearing = store.view.value;
  if (!hearing) return <Waiting store={store} />;
  const { state } = hearing;
  const beside = isLarge.value && view !== 'picture' && view !== 'people';
  return (
    <div class={['panel', lost && 'lost', isClosedToPublic(state) && 'sealed', mirrored.value && 'mirrored'].filter(Boolean).join(' ')}>
      <Status store={store} state={state} lost={lost} />
      <Rail store={store} view={view} onView={setView} />
      <main class={view === 'picture' ? 'wide' : beside ? 'four' : ''}>
        <div class="column first">
          <Program store={store} />
          {view === 'picture' ? (
            <Director store={store} desk={desk} stale={lost} />
          ) : (
            <>
              <Microphones store={store} desk={desk} stale={lost} />
              <RemotePictures store={store} />
            </>
          )}
        </div>
        <div class="column second">
          {view === 'picture' && <AlarmBar store={store} desk={desk} stale={lost} />}
          <Middle view={view} store={store} desk={desk} stale={lost} onView={setView} onKeys={() => ask('keys')} onRehearsal={() => ask('rehearsal')} />
        </div>
        {beside && (
          <div class="column people-column">
            <People store={store} desk={desk} stale={lost} links />
          </div>
        )}
        <div class="column third">
          <AlarmBar store={store} desk={desk} stale={lost} />
          <TroubleLine store={store} desk={desk} stale={lost} />
          <LiveText store={store} desk={desk} stale={lost} />
          <LedgerLine store={store} stale={lost} onOpen={() => ask('ledger')} />
        </div>
      </main>
      <Dock store={store} desk={desk} stale={lost} ask={ask} />
      <CallBar store={store} desk={desk} stale={lost} />
      <BenchMessages hearing={store.hearing} stale={lost} />
      <Over store={store} desk={desk} lost={lost} />
      <Questions asking={asking} store={store} desk={desk} stale={lost} onClose={() => ask(null)} />
      <Toasts />
      <Dim after={idleMs} state={state} needed={lost || roomCall(store) !== null} />
    </div>
  );
}

function Middle({ view, store, desk, stale, onView, onKeys, onRehearsal }: { view: View; store: HearingStore; desk: Desk; stale: boolean; onView(view: View): void; onKeys(): void; onRehearsal(): void }) {
  const props = { store, desk, stale };
  const state = store.state;
  switch (view) {
    case 'home': {
      if (!state) return null;
      if (isOver(state)) return <AfterClosing {...props} />;
      const before = ['scheduled', 'preparing', 'postponed'].includes(state.course);
      return (
        <>
          {before ? <Preflight store={store}><RehearsalLine store={store} stale={stale} onOpen={onRehearsal} /><FittedLine room={state.room} /></Preflight> : state.course === 'paused' ? <><NextSession state={state} /><Sessions store={store} /></> : <Stages {...props} />}
          <EvidenceStrip {...props} onOpen={() => onView('evidence')} />
          {!before && (
            <div class="lines">
              <SceneLine store={store} stale={stale} onOpen={() => onView('scenes')} />
              <DirectorLine store={store} stale={stale} onOpen={() => onView('picture')} />
            </div>
          )}
          {isLarge.value ? <Notes store={store} /> : <People {...props} />}
        </>
      );
    }
    case 'scenes':
      return <Scenes {...props} />;
    case 'picture':
      return <PictureView store={store} stale={stale} />;
    case 'audio':
      return <Audio {...props} />;
    case 'evidence':
      return <Evidence {...props} />;
    case 'people':
      return <People {...props} links />;
    case 'devices':
      return <Devices store={store} />;
    case 'broadcast':
      return <Approvals {...props} />;
    case 'notes':
      return <RecordView {...props} />;
    case 'help':
      return <Help {...props} onKeys={onKeys} />;
  }
}

/** First everybody signs; then the record goes its way to the archive; afterwards something may be added. */
function AfterClosing(props: { store: HearingStore; desk: Desk; stale: boolean }) {
  const course = props.store.state?.course;
  return (
    <div class="over" tabIndex={0}>
      <AwaitedTakes {...props} />
      {course === 'signing' && <SigningList {...props} />}
      {course === 'signing' && <Objections {...props} />}
      {course === 'signing' ? <ClosingCode store={props.store} /> : <ArchiveProgress store={props.store} />}
      {course === 'archived' && <AddendaList {...props} />}
    </div>
  );
}

function Status({ store, state, lost }: { store: HearingStore; state: HearingState; lost: boolean }) {
  const words = panelWords();
  const at = second.value;
  const stage = stageOf(state);
  const openness = state.openness.at(-1)?.openness;
  const rec = recLamp(store, state);
  const live = liveLamp(store, state);
  const facts = [state.case.title || state.case.cause, openness && court().openness[openness], court().course[state.course], stage && state.course === 'open' ? court().stage[stage] : null];
  return (
    <header class="status">
      <div class="place">
        <b>{state.room_name}</b>
        <span>{state.court}</span>
      </div>
      <div class="case">
        <h1 class="number">
          {numberOf(state)}
          {state.joined.length > 0 && ` ${sessionsWords().and(state.joined.length + 1)}`}
        </h1>
        <span title={facts.filter(Boolean).join(' · ')}>{facts.filter(Boolean).join(' · ')}</span>
      </div>
      <Lamp id="rec" {...(lost ? lastSeen(rec, store, words.recUnknown) : rec)} />
      <Lamp id="live" {...(lost ? lastSeen(live, store, words.liveUnknown) : live)} />
      <Lamp id="link" {...linkLamp(store)} />
      <div class="clock number">
        <b>{clockTime(at)}</b>
        <span>{dayName(at, language.value)}</span>
      </div>
    </header>
  );
}

function Rail({ store, view, onView }: { store: HearingStore; view: View; onView(view: View): void }) {
  const words = panelWords();
  const state = store.state;
  const badges: Partial<Record<View, number>> = state
    ? { people: people(state).filter((person) => person.presence === 'waiting' || person.hand_up).length, help: state.help.filter((call) => call.answered_at === null).length, devices: store.last('devices').flatMap((report) => report.devices).filter((device) => device.state === 'unknown').length }
    : {};
  return (
    <nav class="rail" aria-label={words.views}>
      {views.map(([name, icon], index) => (
        <button key={name} type="button" aria-current={view === name ? 'page' : undefined} onClick={() => onView(name)}>
          <Icon name={icon} />
          <span>{name === 'scenes' ? sceneWords().title : name === 'picture' ? pictureWords().title : name === 'audio' ? audioWords().title : name === 'evidence' ? evidenceWords().title : words[name]}</span>
          {badges[name] ? <span class="badge number">{badges[name]}</span> : null}
          {hasKeyboard.value && <kbd aria-hidden="true">⇧F{index + 1}</kbd>}
        </button>
      ))}
    </nav>
  );
}

function Questions({ asking, ...props }: { asking: Asking | null; store: HearingStore; desk: Desk; stale: boolean; onClose(): void }) {
  switch (asking) {
    case 'note':
      return <NoteDialog {...props} />;
    case 'recess':
      return <RecessDialog {...props} />;
    case 'close':
      return <CloseDialog {...props} />;
    case 'restore':
      return <RestoreDialog {...props} />;
    case 'openness':
      return <OpennessDialog {...props} />;
    case 'ledger':
      return <LedgerDialog {...props} />;
    case 'announce':
      return <AnnounceDialog {...props} />;
    case 'rehearsal':
      return <RehearsalDialog {...props} />;
    case 'hindrance':
      return <HindranceDialog {...props} />;
    case 'keys':
      return <KeysDialog title={panelWords().keysTitle} text={panelWords().keysText} list={panelWords().keyList} onClose={props.onClose} />;
    case 'help':
    case null:
      return null;
  }
}
