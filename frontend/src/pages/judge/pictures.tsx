/** The court as the bench sees it: one picture large, all small in one, and a key for each: a camera is sent only to whoever looks at it. */
import { useState } from 'preact/hooks';
import { court } from '../../lib/court-words';
import { isOver, people } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { trackLabel } from '../../lib/track-label';
import type { HearingView } from '../../lib/words';
import { Key } from '../../ui/key';
import { Picture } from '../../ui/picture';
import { sessionOf } from '../panel/pictures';
import { panelWords } from '../panel/words';
import { judgeWords } from './words';

const PICTURES = /^(program|multiview|cam-.+|remote-.+)$/;

/** Every picture that this person may be shown now: the composed one first, then the room's, then people far away. */
export function angles(view: HearingView): string[] {
  const rank = (name: string) => ['program', 'multiview', 'cam', 'remote'].findIndex((kind) => name.startsWith(kind));
  return view.may_play.filter((name) => PICTURES.test(name) && !name.startsWith('program-')).sort((a, b) => rank(a) - rank(b));
}

export function angleLabel(view: HearingView, name: string): string {
  if (name === 'multiview') return judgeWords().multiview;
  const person = people(view.state).find((one) => name === `remote-${one.id}`);
  return person ? `${person.name} · ${court().role[person.role]}` : trackLabel({ name });
}

export function Pictures({ store }: { store: HearingStore }) {
  const words = judgeWords();
  const [chosen, choose] = useState('program');
  const view = store.view.value;
  if (!view) return null;
  const { state } = view;
  const recess = state.course === 'paused';
  const all = recess ? [] : angles(view);
  const large = all.includes(chosen) ? chosen : (all[0] ?? null);
  const onAir = store.fresh('release', 15_000)[0]?.on_air === true;
  const why = recess ? panelWords().recessSlate : isOver(state) ? panelWords().airOver : words.noAngle;
  return (
    <>
      <div class={`program ${onAir ? 'aired' : ''}`}>
        <Picture hearing={store.hearing} stream={large} why={why} session={large ? (sessionOf(store, large)?.session ?? null) : null} name={large ? angleLabel(view, large) : words.angles}>
          <div class="osd">
            {onAir ? <span class="on-air">{panelWords().onAir}</span> : <span>{panelWords().inCourtOnly}</span>}
            {large && <span>{angleLabel(view, large)}</span>}
          </div>
        </Picture>
      </div>
      {all.length > 1 && (
        <section class="angles" aria-label={words.angles}>
          <h2 class="head">
            {words.angles}
            <em class="number">{all.length}</em>
          </h2>
          <div class="angle-row">
            {all.includes('multiview') && large !== 'multiview' && (
              <button type="button" class="angle" aria-label={words.chooseAngle(words.multiview)} onClick={() => choose('multiview')}>
                <Picture hearing={store.hearing} stream="multiview" why={why} session={sessionOf(store, 'multiview')?.session ?? null} name={words.multiview}>
                  <span class="tag">{words.multiview}</span>
                </Picture>
              </button>
            )}
            <div class="angle-list" tabIndex={0} role="group" aria-label={words.angles}>
              {all.map((name) => (
                <Key key={name} look="plain" icon={name.startsWith('remote') ? 'video' : 'camera'} label={angleLabel(view, name)} on={name === large} onTap={() => choose(name)} />
              ))}
            </div>
          </div>
        </section>
      )}
    </>
  );
}
