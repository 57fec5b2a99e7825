import { useState } from 'preact/hooks';
import { can } from '../../lib/course';
import { keyState, offered, recommended, type Scene } from '../../lib/scene-keys';
import type { HearingStore } from '../../lib/store';
import type { HearingView, SceneNow } from '../../lib/words';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { Key } from '../../ui/key';
import type { Desk } from './desk';
import { named, SceneReport } from './scene-report';
import { sceneWords } from './scenes-words';
import { panelWords } from './words';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

const icons: Partial<Record<Scene, IconName>> = {
  'power-up': 'projector', 'power-down': 'projector', preparing: 'projector', recess: 'pause', closed: 'square', evidence: 'file-text', witness: 'user-round', 'witness-protection': 'shield-check', debate: 'scale',
  'final-statement': 'megaphone', judgment: 'gavel', 'remote-interrogation': 'video', 'remote-hearing': 'video', petition: 'hand', mediation: 'users', investigation: 'search',
};

/** The room says at least every 5 s how its scene stands. */
const REPORT_MS = 12_000;

/** One key for each scene of the procedure; its lamp is the room's own word. Below it, item by item. */
export function Scenes({ store, desk, stale }: Props) {
  const words = sceneWords();
  const [wide, setWide] = useState(false);
  const view = store.view.value;
  if (!view) return null;
  const now = store.last('scene')[0];
  const { own, others } = offered(view.state);
  const shown = wide ? [...own, ...others] : own;
  const props = { view, now, desk, stale: stale || store.fresh('scene', REPORT_MS).length === 0 };
  return (
    <section class="scenes" aria-label={words.title}>
      <h2 class="head">
        {words.title}
        <em>{words.hint}</em>
      </h2>
      {!now && <p class="empty">{words.none}</p>}
      {shown.length === 0 && <p class="empty">{words.notNow}</p>}
      <div class="scene-keys">
        {shown.map((scene) => (
          <SceneTap key={scene} scene={scene} {...props} />
        ))}
        {others.length > 0 && <Key look="plain scene-more" icon="ellipsis" label={wide ? words.fewer : words.others} onTap={() => setWide(!wide)} />}
      </div>
      {now && <SceneReport now={now} />}
    </section>
  );
}

function SceneTap({ scene, view, now, desk, stale }: { scene: Scene; view: HearingView; now: SceneNow | undefined; desk: Desk; stale: boolean }) {
  const words = sceneWords();
  const state = keyState(scene, now);
  const isNext = recommended(view.state) === scene && state === 'rest';
  const locked = hindrance(scene, view, now);
  const says = locked ?? (words.state[state] || [isNext ? words.recommended : '', words.keeps[scene]].filter(Boolean).join(words.comma));
  const look = ['scene', locked === undefined && ['auto', 'fault'].includes(state) && state, isNext && 'suggested'].filter(Boolean).join(' ');
  return (
    <Key look={look} icon={icons[scene] ?? 'layout-dashboard'} label={words.scene[scene] ?? scene} small={says} on={state === 'on' || state === 'auto'} stale={stale} locked={locked}
      asked={desk.asked.value[`scene:${scene}`] ?? (state === 'pending' ? 'pending' : undefined)} onTap={() => void desk.ask(`scene:${scene}`, { type: 'ask-scene', scene })} />
  );
}

/** Why a scene cannot be tapped now; none where it can. */
function hindrance(scene: Scene, view: HearingView, now: SceneNow | undefined): string | undefined {
  const words = sceneWords();
  if (!can(view, 'enter-stage')) return panelWords().noRight;
  const lacks = now?.keys.find((key) => key.scene === scene)?.lacks ?? [];
  if (lacks.length > 0) return words.lacks([...new Set(lacks.map((lack) => named(lack.split(':')[0] ?? '')))].join(words.comma));
  return ['opening', 'resuming'].includes(view.state.course) ? words.opening : undefined;
}

/** On the first page one line: the present scene and whether it is so. A tap leads to all of them. */
export function SceneLine({ store, stale, onOpen }: { store: HearingStore; stale: boolean; onOpen(): void }) {
  const words = sceneWords();
  const now = store.last('scene')[0];
  if (!now?.scene) return null;
  const state = keyState(now.scene, now);
  return (
    <button type="button" class={`scene-line ${state} ${stale || store.fresh('scene', REPORT_MS).length === 0 ? 'stale' : ''}`} onClick={onOpen}>
      <Icon name={state === 'fault' ? 'triangle-alert' : state === 'pending' ? 'hourglass' : 'circle-check'} />
      <span>
        <b>
          <span class="what">{words.title} · </span>
          {words.scene[now.scene]}
        </b>
        <small>{[words.outcome[now.outcome], now.asked === null ? words.byCourse : words.byTap].join(words.comma)}</small>
      </span>
    </button>
  );
}
