import { can, isClosedToPublic, isSession } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { HoldKey } from '../../ui/hold';
import { Key } from '../../ui/key';
import { Air } from './broadcast';
import type { Desk } from './desk';
import { muteAll } from './microphones';
import { openingWords } from './opening-words';
import { panelWords } from './words';

export type Asking = 'note' | 'recess' | 'close' | 'restore' | 'openness' | 'help' | 'keys' | 'ledger' | 'rehearsal' | 'announce' | 'hindrance';

interface DockProps {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
  ask(what: Asking): void;
}

/** The course of the hearing bottom left, the cut bottom right: one place for ever. */
export function Dock({ store, desk, stale, ask }: DockProps) {
  const words = panelWords();
  const view = store.view.value;
  if (!view) return null;
  const { state } = view;
  const asked = desk.asked.value;
  const noCourse = can(view, 'run-course') ? undefined : words.noRight;
  return (
    <footer class="dock">
      <div class="course">
        <CourseKeys store={store} desk={desk} stale={stale} ask={ask} />
      </div>
      <span class="gap" />
      <Key look="column" icon="bookmark" label={words.note} shortcut="F8" stale={stale} asked={asked['note']} locked={can(view, 'note') ? (state.course === 'archived' ? words.archived : undefined) : words.noRight} onTap={() => ask('note')} />
      <Key look="column" icon="volume-x" label={words.muteAll} shortcut="F4" stale={stale} locked={can(view, 'mute') ? (isSession(state) ? undefined : words.notYet) : words.noRight} onTap={() => muteAll(store, desk)} />
      <Key look="column" icon={isClosedToPublic(state) ? 'eye' : 'eye-off'} label={isClosedToPublic(state) ? words.unseal : words.seal} shortcut="F5" stale={stale} asked={asked['openness']}
        locked={can(view, 'set-openness') ? undefined : words.noRight} onTap={() => ask('openness')} />
      <Key look="column" icon="ellipsis" label={words.otherGap} shortcut="F11" stale={stale} locked={noCourse ?? (state.course === 'open' && !state.pending ? undefined : words.notInSession)} onTap={() => ask('recess')} />
      <span class="gap wide" />
      <Air store={store} desk={desk} stale={stale} onRestoreDialog={() => ask('restore')} />
    </footer>
  );
}

function CourseKeys({ store, desk, stale, ask }: DockProps) {
  const words = panelWords();
  const view = store.view.value;
  if (!view) return null;
  const { state } = view;
  const asked = desk.asked.value;
  const locked = can(view, 'run-course') ? (state.pending ? words.stillRecording : undefined) : words.noRight;
  const close = (
    <HoldKey look="end hero" label={words.closeHearing} small={words.closeSmall} shortcut="F10" stale={stale} locked={locked} asked={asked['close']} onHeld={() => void desk.ask('close', { type: 'close' })} onKeyboard={() => ask('close')} />
  );
  switch (state.course) {
    case 'scheduled':
    case 'postponed':
      return <Key look="go hero" icon="projector" label={words.prepare} small={words.prepareSmall} shortcut="F9" stale={stale} locked={locked} asked={asked['prepare']} onTap={() => void desk.ask('prepare', { type: 'prepare' })} />;
    case 'preparing':
      return (
        <>
          <Key look="go hero" icon="gavel" label={words.open} small={words.openSmall} shortcut="F9" stale={stale} locked={locked} asked={asked['open']} onTap={() => void desk.ask('open', { type: 'open' })} />
          <Key look="hero" icon="rewind" label={words.openEarlier} small={words.openEarlierSmall} shortcut="F10" stale={stale} locked={locked} onTap={() => ask('announce')} />
        </>
      );
    case 'opening':
    case 'resuming':
      return (
        <>
          {state.hindrance ? (
            <Key look="hero alert" icon="triangle-alert" label={openingWords().key} small={openingWords().keySmall} stale={stale} onTap={() => ask('hindrance')} />
          ) : (
            <Key look="hero pause" icon="hourglass" label={state.course === 'opening' ? words.opening : words.resuming} small={words.openingSmall} asked="pending" onTap={() => undefined} />
          )}
          {close}
        </>
      );
    case 'open':
      return (
        <>
          <HoldKey look="pause hero" label={words.recess} small={words.recessSmall} shortcut="F9" stale={stale} locked={locked} asked={asked['recess']} onHeld={() => void desk.ask('recess', { type: 'recess', reason: 'recess' })} onKeyboard={() => ask('recess')} />
          {close}
        </>
      );
    case 'paused':
      return (
        <>
          <Key look="go hero" icon="play" label={words.resume} small={words.resumeSmall} shortcut="F9" stale={stale} locked={locked} asked={asked['resume']} onTap={() => void desk.ask('resume', { type: 'resume' })} />
          {close}
        </>
      );
    case 'closed':
      return (
        <>
          <Key look="primary hero" icon="pen-line" label={words.sign} small={words.signSmall} shortcut="F9" stale={stale} locked={locked} asked={asked['sign']} onTap={() => void desk.ask('sign', { type: 'sign' })} />
          <Key look="hero" icon="archive" label={words.archive} small={words.archiveSmall} shortcut="F9" stale={stale} locked={locked} asked={asked['archive']} onTap={() => void desk.ask('archive', { type: 'archive' })} />
        </>
      );
    case 'signing':
      return <Key look="primary hero" icon="archive" label={words.archive} small={words.archiveSmall} shortcut="F9" stale={stale} locked={locked} asked={asked['archive']} onTap={() => void desk.ask('archive', { type: 'archive' })} />;
    case 'archiving':
      return <Key look="hero" icon="archive" label={words.archiving} small={words.archiveSmall} asked="pending" onTap={() => undefined} />;
    case 'archived':
      return <Key look="hero" icon="shield-check" label={words.archived} small={words.archivedSmall} on locked={undefined} onTap={() => location.assign(`./player.html?hearing=${store.hearing}`)} />;
    case 'cancelled':
      return <Key look="hero" icon="x" label={words.cancelled} locked={words.cancelled} onTap={() => undefined} />;
  }
}
