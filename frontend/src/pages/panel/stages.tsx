import { court } from '../../lib/court-words';
import { can, isRunning, nextStage, stageOf } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { STAGES, WITHHELD_STAGES } from '../../lib/words';
import { Key } from '../../ui/key';
import type { Desk } from './desk';
import { panelWords } from './words';

/** One key for the next stage, and the list to go to any. */
export function Stages({ store, desk, stale }: { store: HearingStore; desk: Desk; stale: boolean }) {
  const words = panelWords();
  const view = store.view.value;
  if (!view) return null;
  const { state } = view;
  const names = court().stage;
  const now = stageOf(state);
  const next = nextStage(state);
  const locked = !can(view, 'enter-stage') ? words.noRight : isRunning(state) ? undefined : state.course === 'paused' ? words.notInSession : words.notYet;
  return (
    <section class="stages" aria-label={words.stages}>
      <h2 class="head">
        {words.stages}
        <em>{now ? words.stageNow(names[now]) : ''}</em>
      </h2>
      <Key look="primary next" icon="skip-forward" label={next ? names[next] : words.lastStage} small={next ? words.nextStage : undefined} shortcut="F2" stale={stale}
        locked={next ? locked : words.lastStage} asked={next ? desk.asked.value[`stage:${next}`] : undefined}
        onTap={() => next && void desk.ask(`stage:${next}`, { type: 'enter-stage', stage: next })} />
      <div class="stage-list">
        {STAGES[state.procedure].map((stage, index) => (
          <Key key={stage} look="plain stage" label={`${index + 1} ${names[stage]}`} small={WITHHELD_STAGES.includes(stage) ? words.withheldStage : undefined} on={stage === now}
            stale={stale} locked={locked} tellsWhy asked={desk.asked.value[`stage:${stage}`]}
            onTap={() => stage !== now && void desk.ask(`stage:${stage}`, { type: 'enter-stage', stage })} />
        ))}
      </div>
    </section>
  );
}
