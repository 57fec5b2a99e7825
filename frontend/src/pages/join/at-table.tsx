import { useState } from 'preact/hooks';
import type { HearingStore } from '../../lib/store';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import type { Desk } from '../panel/desk';
import { FileEvidence, FileKey, ShownToMe, shownTo } from './evidence';
import { joinEvidenceWords } from './evidence-words';
import { joinWords } from './words';

/** A party who sits in the courtroom, on the own computer: evidence and nothing else; neither camera nor microphone. */
export function AtTable({ store, desk, inside, lost }: { store: HearingStore; desk: Desk; inside: boolean; lost: boolean }) {
  const words = joinEvidenceWords();
  const [filing, setFiling] = useState(false);
  const view = store.view.value;
  if (!view) return null;
  const showing = inside ? shownTo(view) : null;
  const recess = view.state.course === 'paused';
  const called = view.state.help.some((one) => one.kind === 'technical' && one.answered_at === null && one.who === view.me.principal);
  return (
    <div class="in-court at-table">
      <div class="stage-picture">
        {showing ? (
          <ShownToMe view={view} showing={showing} desk={desk} lost={lost} />
        ) : (
          <div class="at-table-wait" role="status">
            <Icon name={recess ? 'pause' : 'presentation'} />
            <h1>{recess ? joinWords().recess : inside ? words.atTable : words.outside}</h1>
            <p>{inside ? words.atTableText : words.outsideText}</p>
          </div>
        )}
      </div>
      <div class="tools two" role="group" aria-label={joinWords().tools}>
        <FileKey store={store} lost={lost} onOpen={() => setFiling(true)} />
        <Key look="big column" icon="life-buoy" label={joinWords().needHelp} small={called ? joinWords().asked : undefined} on={called} stale={lost} asked={desk.asked.value['technical']} onTap={() => !called && void desk.ask('technical', { type: 'ask-help', kind: 'technical' })} />
      </div>
      {filing && <FileEvidence store={store} onClose={() => setFiling(false)} />}
    </div>
  );
}
