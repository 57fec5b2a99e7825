import { useEffect, useState } from 'preact/hooks';
import { numberOf } from '../../lib/case-number';
import { clockTime, dayName, second } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { stageOf } from '../../lib/course';
import { shownNow } from '../../lib/evidence';
import { language } from '../../lib/i18n';
import { forgetPictures } from '../../lib/page-pictures';
import { HearingStore } from '../../lib/store';
import type { HearingState } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Picture } from '../../ui/picture';
import { ShowingPicture } from '../../ui/showing';
import { slateOf, type Slate } from './slate';
import { AtStand, isDrawnOn } from './stand';
import type { Told } from './told';
import { displayWords } from './words';

/** A screen inside the courtroom: the court's picture, or the slate that says why there is none. */
export function InRoom({ told, lostAt }: { told: Told; lostAt: number | null }) {
  const store = useHearing(told.hearing);
  return <Shown told={told} store={store} lostAt={lostAt} />;
}

/** The same, of a store that is there already. */
export function Shown({ told, store, lostAt }: { told: Told; store: HearingStore | null; lostAt: number | null }) {
  const words = displayWords();
  const view = store?.view.value ?? null;
  const state = view?.state ?? null;
  const mayPlay = view?.may_play.includes('program') ?? false;
  const showing = view?.state.course === 'open' ? shownNow(view.state) : null;
  const slate = slateOf(told, state, mayPlay || showing !== null, words);
  useEffect(() => {
    if (!showing) forgetPictures();
  }, [showing === null]);
  const isLost = lostAt !== null || store?.link.value === 'lost';
  const draws = view !== null && showing !== null && told.place === 'witness' && isDrawnOn(view, showing);
  return (
    <main class={`display ${slate?.look === 'seal' ? 'sealed' : ''}`}>
      <h1 class="unseen">{`${told.room_name} ${words.place[told.place]}`}</h1>
      <div class="shown">
        <Picture hearing={told.hearing ?? ''} stream={mayPlay && !slate ? 'program' : null} why={slate ? '' : words.connecting} name={words.place[told.place] ?? ''} />
        {view && store && showing && !slate && (draws ? <AtStand store={store} view={view} showing={showing} lost={isLost} /> : <ShowingPicture key={showing.id} view={view} showing={showing} />)}
        {slate && <SlateOver slate={slate} />}
      </div>
      <Foot told={told} state={slate?.look === 'seal' ? null : state} />
      {isLost && (
        <p class="lost-line" role="alert">
          <Icon name="wifi-off" />
          {words.lost(clockTime(lostAt ?? store?.trueAt.value ?? 0))}
        </p>
      )}
    </main>
  );
}

function SlateOver({ slate }: { slate: Slate }) {
  return (
    <div class={`display-slate ${slate.look}`} role="status">
      <Icon name={slate.icon} />
      <b>{slate.title}</b>
      {slate.text && <span>{slate.text}</span>}
    </div>
  );
}

function Foot({ told, state }: { told: Told; state: HearingState | null }) {
  const stage = state && state.course === 'open' ? stageOf(state) : null;
  return (
    <footer>
      <b>{told.room_name}</b>
      <span class="about">
        {state && <span class="number">{numberOf(state)}</span>}
        {state && <span>{state.case.cause}</span>}
        {state && <span class="course">{stage ? court().stage[stage] : court().course[state.course]}</span>}
      </span>
      <span class="day">{dayName(second.value, language.value)}</span>
      <time class="number">{clockTime(second.value)}</time>
    </footer>
  );
}

/** Look at a hearing as long as this display may; another one, or none, ends the link. */
function useHearing(hearing: string | null): HearingStore | null {
  const [store, setStore] = useState<HearingStore | null>(null);
  useEffect(() => {
    if (!hearing) return undefined;
    const next = new HearingStore(hearing);
    next.connect();
    setStore(next);
    return () => {
      next.close();
      setStore((now) => (now === next ? null : now));
    };
  }, [hearing]);
  return store;
}
