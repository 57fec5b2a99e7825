/** What lies over the panel's page: the server lost, seconds in which something can be taken back, what came meanwhile. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { clockTime } from '../../lib/clock';
import type { HearingStore } from '../../lib/store';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { Key } from '../../ui/key';
import { tell } from '../../ui/toast';
import { UndoBar } from '../../ui/undo';
import { partWords } from '../../ui/words';
import type { Desk } from './desk';
import { GoOn, standbyWords } from './standby';
import { forgetOffer, takeBack, takingBack } from './taking-back';
import { panelWords } from './words';

export function Over({ store, desk, lost }: { store: HearingStore; desk: Desk; lost: boolean }) {
  const words = panelWords();
  useEffect(() => {
    if (lost && forgetOffer()) tell(words.dropped, words.droppedText);
  }, [lost]);
  const offer = takingBack.value;
  if (lost) return <Lost store={store} />;
  if (store.state?.pending) return <UndoCourse store={store} desk={desk} />;
  if (offer) {
    return (
      <div class="over-dock">
        <UndoBar what={offer.what} note={offer.note} effectiveAt={offer.until} label={offer.label} isDone={offer.onOver === undefined} onUndo={takeBack} />
      </div>
    );
  }
  if (!store.missed.value) return null;
  return (
    <Banner icon="wifi" title={words.back} text={words.backText(store.missed.value)}>
      <Key look="alert" icon="check" label={partWords().close} onTap={() => (store.missed.value = 0)} />
    </Banner>
  );
}

function Lost({ store }: { store: HearingStore }) {
  const words = panelWords();
  const isBack = store.bye.value === 'handed-back';
  return (
    <Banner icon={isBack ? 'server' : 'wifi-off'} title={isBack ? standbyWords().backTitle : words.lostTitle} text={isBack ? standbyWords().backText : words.lostText(clockTime(store.trueAt.value))}>
      <GoOn store={store} />
      {!isBack && <Key look="alert" icon="refresh-cw" label={words.retryNow} onTap={() => store.retry()} />}
    </Banner>
  );
}

/** Ten seconds in which a recess or the closing is taken back, while everything is recorded on. */
function UndoCourse({ store, desk }: { store: HearingStore; desk: Desk }) {
  const words = panelWords();
  const pending = store.state?.pending;
  if (!pending) return null;
  const recess = pending.kind === 'recess';
  return (
    <div class="over-dock">
      <UndoBar what={recess ? `${words.recessAsked} · ${words.reason[pending.reason ?? 'recess']}` : words.closeAsked} note={words.stillRecording} effectiveAt={pending.effective_at} label={recess ? words.undoRecess : words.undoClose}
        asked={desk.asked.value['undo']} onUndo={() => void desk.ask('undo', { type: recess ? 'undo-recess' : 'undo-close' })} />
    </div>
  );
}

export function Banner({ icon, title, text, children }: { icon: IconName; title: string; text: string; children: ComponentChildren }) {
  return (
    <div class="banner" role="alert">
      <Icon name={icon} />
      <div>
        <b>{title}</b>
        <span>{text}</span>
      </div>
      {children}
    </div>
  );
}
