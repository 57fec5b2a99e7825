import { isInCourt, isOver, people } from '../../lib/course';
import { court } from '../../lib/court-words';
import type { HearingStore } from '../../lib/store';
import type { LiveStream, Participant } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Picture } from '../../ui/picture';
import { panelWords } from './words';

/** Program large, remote people small; each says why when it shows nothing. */
export function Program({ store }: { store: HearingStore }) {
  const words = panelWords();
  const view = store.view.value;
  if (!view) return null;
  const { state } = view;
  const onAir = store.fresh('release', 15_000)[0]?.on_air === true;
  const recess = state.course === 'paused';
  return (
    <div class={`program ${onAir ? 'aired' : ''}`}>
      <Picture hearing={store.hearing} stream={allowed(view.may_play, 'program', recess)} why={recess ? words.recessSlate : isOver(state) ? words.airOver : words.noProgram} session={sessionOf(store, 'program')?.session ?? null} name={words.program}>
        <div class="osd">
          {onAir ? <span class="on-air">{words.onAir}</span> : <span>{words.inCourtOnly}</span>}
          <span>{words.program}</span>
        </div>
      </Picture>
    </div>
  );
}

export function RemotePictures({ store }: { store: HearingStore }) {
  const words = panelWords();
  const view = store.view.value;
  if (!view) return null;
  const remote = people(view.state).filter((person) => person.remote && person.presence !== 'left' && person.presence !== 'removed').sort((a, b) => Number(isInCourt(b)) - Number(isInCourt(a)));
  return (
    <section class="remote-pictures" aria-label={words.remotePictures}>
      <h2 class="head">
        {words.remotePictures}
        <em>{remote.length ? words.remoteCount(remote.length) : ''}</em>
      </h2>
      {remote.length === 0 ? <p class="empty">{words.noRemote}</p> : null}
      <div class="tiles" role={remote.length > 2 ? 'group' : undefined} tabIndex={remote.length > 2 ? 0 : undefined}>
        {remote.map((person) => (
          <Tile key={person.id} store={store} person={person} />
        ))}
      </div>
    </section>
  );
}

function Tile({ store, person }: { store: HearingStore; person: Participant }) {
  const words = panelWords();
  const stream = `remote-${person.id}`;
  const live = sessionOf(store, stream);
  const recess = store.state?.course === 'paused';
  const link = linkOf(live);
  const playable = allowed(store.view.value?.may_play ?? [], stream, recess) && live ? stream : null;
  return (
    <div class="tile">
      <Picture hearing={store.hearing} stream={playable} session={live?.session ?? null} name={`${person.name} ${court().role[person.role]}`}
        why={recess ? words.recessSlate : person.presence === 'waiting' ? words.waiting : words.notConnected}>
        <span class="tag">
          {person.name} · {court().role[person.role]}
        </span>
        <span class={`signal ${link}`}>
          <Icon name={link === 'none' ? 'wifi-off' : 'signal'} />
          {words.linkWords[link]}
        </span>
      </Picture>
    </div>
  );
}

export const sessionOf = (store: HearingStore, stream: string): LiveStream | null => store.fresh('streams').flatMap((report) => report.streams).find(({ name }) => name === stream) ?? null;

const allowed = (mayPlay: string[], stream: string, recess: boolean): string | null => (!recess && mayPlay.includes(stream) ? stream : null);

/** How good a person's link is, by the loss that the media server measures on what arrives. */
function linkOf(live: LiveStream | null): 'good' | 'weak' | 'bad' | 'none' | 'unknown' {
  if (!live) return 'none';
  const { video_packets: came, video_lost: lost } = live.stats;
  if (typeof came !== 'number' || typeof lost !== 'number' || came === 0) return 'unknown';
  const loss = (100 * lost) / (came + lost);
  return loss < 2 ? 'good' : loss < 8 ? 'weak' : 'bad';
}
