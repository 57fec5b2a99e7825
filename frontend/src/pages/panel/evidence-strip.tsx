import { can } from '../../lib/course';
import { shownNow } from '../../lib/evidence';
import { useNow } from '../../lib/playing';
import type { HearingStore } from '../../lib/store';
import { Icon } from '../../ui/icon';
import { playedSoFar } from '../../ui/film';
import { Key } from '../../ui/key';
import { showingWords } from '../../ui/showing-words';
import type { Desk } from './desk';
import { withdraw } from './evidence-stage';
import { evidenceWords } from './evidence-words';
import './evidence.css';

/** What is shown now, on the home view: to whom, which page, and one tap that takes it away. */
export function EvidenceStrip({ store, desk, stale, onOpen }: { store: HearingStore; desk: Desk; stale: boolean; onOpen(): void }) {
  const words = evidenceWords();
  const view = store.view.value;
  const showing = view && shownNow(view.state);
  const at = useNow(showing?.playback?.playing === true);
  if (!view || !showing) return null;
  const seats = showing.targets.filter((one) => one !== 'recording').map((one) => words.target[one] ?? one);
  return (
    <section class={`evidence-strip ${showing.private ? 'in-private' : ''}`} aria-label={words.showing}>
      <button type="button" onClick={onOpen}>
        <Icon name={showing.private ? 'eye-off' : 'presentation'} />
        <span>
          <b>{words.strip(showing.title)}</b>
          <small>{[showing.pages > 1 && showingWords().page(showing.page, showing.pages), showing.playback && playedSoFar(showing, at), ...seats, showing.private && words.privateOn, showing.released && words.onAir].filter(Boolean).join(' · ')}</small>
        </span>
      </button>
      <Key look="plain pause" icon="square" label={words.withdraw} stale={stale} locked={can(view, 'present-evidence') ? undefined : words.noRight} asked={desk.asked.value['withdraw']} onTap={() => withdraw(view, showing, desk)} />
    </section>
  );
}
