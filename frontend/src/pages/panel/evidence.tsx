/** Evidence on the clerk's panel: what can be shown, a look at it first, and then to whom it is shown. */
import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { can } from '../../lib/course';
import { shownNow } from '../../lib/evidence';
import type { Source } from '../../lib/evidence-sources';
import { bind } from '../../lib/keyboard';
import type { HearingStore } from '../../lib/store';
import { Icon } from '../../ui/icon';
import { dropping, useFiling, type Going } from '../../ui/filing';
import { filingWords } from '../../ui/filing-words';
import type { Desk } from './desk';
import { EvidenceList } from './evidence-list';
import { Preview } from './evidence-preview';
import { Stage, turnBy, withdraw } from './evidence-stage';
import { playOrPause, seekBack, seekOn } from './film-keys';
import { evidenceWords } from './evidence-words';
import './evidence.css';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

/** What the view begins with: files on their way and a source to look at. Nothing, but in a gallery of states. */
export const EvidenceStart = createContext<{ going?: Going[]; first?: Source }>({});

export function Evidence({ store, desk, stale }: Props) {
  const words = evidenceWords();
  const view = store.view.value;
  const start = useContext(EvidenceStart);
  const [chosen, choose] = useState<Source | null>(start.first ?? null);
  const [over, setOver] = useState(false);
  const filing = useFiling(store.hearing, start.going);
  useEvidenceKeys(store, desk, stale);
  if (!view) return null;
  const showing = shownNow(view.state);
  const mayFile = can(view, 'file-exhibit') && !stale;
  return (
    <section class="evidence-view" aria-label={words.title} {...dropping(filing, mayFile, setOver)}>
      <EvidenceList store={store} view={view} showing={showing} chosen={chosen} filing={filing} stale={stale} onChoose={choose} />
      {chosen ? (
        <Preview key={`${chosen.exhibit}${chosen.stream}${chosen.input}`} store={store} view={view} source={chosen} desk={desk} stale={stale} replaces={showing !== null} onBack={() => choose(null)} />
      ) : showing ? (
        <Stage store={store} view={view} showing={showing} desk={desk} stale={stale} />
      ) : (
        <div class="evidence-none" role="status">
          <Icon name="presentation" />
          <b>{words.noneNow}</b>
          <p>{words.choose}</p>
        </div>
      )}
      {over && (
        <div class="drop-here">
          <Icon name="upload" />
          <b>{filingWords().dropHere}</b>
          <span>{filingWords().accepts}</span>
        </div>
      )}
    </section>
  );
}

/** Arrows and page keys turn for all, or go ten seconds through a film that the space bar starts and stops; Delete takes it off every screen. */
function useEvidenceKeys(store: HearingStore, desk: Desk, stale: boolean): void {
  useEffect(
    () =>
      bind(() => {
        const view = store.view.value;
        const showing = view && shownNow(view.state);
        if (!view || !showing || stale || document.querySelector('dialog[open]')) return {};
        if (showing.playback) return { ' ': () => playOrPause(view, showing, desk), ArrowLeft: () => seekBack(view, showing, desk), ArrowRight: () => seekOn(view, showing, desk), Delete: () => withdraw(view, showing, desk) };
        const [on, back] = [() => turnBy(view, showing, desk, 1), () => turnBy(view, showing, desk, -1)];
        return { ArrowRight: on, PageDown: on, ArrowLeft: back, PageUp: back, Delete: () => withdraw(view, showing, desk) };
      }),
    [store, desk, stale],
  );
}
