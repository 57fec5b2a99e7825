import { court } from '../../lib/court-words';
import { byNeed } from '../../lib/scene-keys';
import type { SceneItem, SceneNow } from '../../lib/words';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { sceneWords } from './scenes-words';

const marks: Record<SceneItem['standing'], IconName> = {
  so: 'circle-check', assumed: 'circle-alert', pending: 'hourglass', waiting: 'hourglass', withheld: 'ban', drifted: 'hand', failed: 'triangle-alert', unreachable: 'circle-question-mark',
};

/** What was asked of each device for the scene, what it answered, and what to do where it is not so. */
export function SceneReport({ now }: { now: SceneNow }) {
  const words = sceneWords();
  const well = now.items.filter((item) => item.standing === 'so').length;
  return (
    <section class="scene-report" aria-label={words.report}>
      <h3 class="head">
        {now.scene ? words.scene[now.scene] : words.noneNow}
        <em role="status">{now.scene ? [words.outcome[now.outcome], words.fine(well)].join(words.comma) : ''}</em>
      </h3>
      <ul tabIndex={0} aria-label={words.report}>
        {byNeed(now.items).map((item) => (
          <Item key={item.name} item={item} />
        ))}
      </ul>
    </section>
  );
}

function Item({ item }: { item: SceneItem }) {
  const words = sceneWords();
  const todo = words.todo[item.standing];
  return (
    <li class={`scene-item ${item.standing}`}>
      <Icon name={marks[item.standing]} />
      <div class="who">
        <b>{named(item.name)}</b>
        <span>
          {words.asked} {valued(item.asked)} · {words.answered} {valued(item.answered)}
        </span>
        {todo && <p>{[item.says, todo].filter(Boolean).join(' ')}</p>}
        {!todo && item.standing === 'waiting' && <p>{item.says}</p>}
      </div>
      <span class="state">{words.standing[item.standing]}</span>
    </li>
  );
}

/** A device as people call it: 显示屏 旁听席. */
export function named(name: string): string {
  const words = sceneWords();
  const [kind = '', subject = ''] = name.split('.');
  const who = words.subject[subject] ?? court().seat[subject] ?? subject;
  return words.kind[kind] ? `${words.kind[kind]} ${who}`.trim() : name;
}

function valued(value: SceneItem['asked'] | null): string {
  return value === null ? '—' : (sceneWords().value[String(value)] ?? String(value));
}
