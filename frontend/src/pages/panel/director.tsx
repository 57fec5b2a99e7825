import { can } from '../../lib/course';
import { shotKeys, type Shot } from '../../lib/director';
import type { HearingStore } from '../../lib/store';
import { trackLabel } from '../../lib/track-label';
import type { DirectorNow, HearingView } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import type { Desk } from './desk';
import { directorWords } from './director-words';
import { panelWords } from './words';

/** The room says at least every 5 s what its director does. */
const REPORT_MS = 12_000;

interface Given {
  view: HearingView;
  now: DirectorNow;
  desk: Desk;
  stale: boolean;
}

/** The key that lets the picture follow the voices, and one key for each shot of the room. Lamps follow the log. */
export function Director({ store, desk, stale }: { store: HearingStore; desk: Desk; stale: boolean }) {
  const words = directorWords();
  const view = store.view.value;
  const now = store.last('director')[0];
  if (!view) return null;
  const given = now && { view, now, desk, stale: stale || store.fresh('director', REPORT_MS).length === 0 };
  return (
    <section class="director" aria-label={words.title}>
      <h2 class="head">
        {words.title}
        <em>{now && now.held.length > 0 ? words.byHand(now.held.length) : words.hint}</em>
      </h2>
      {!given && <p class="empty">{words.none}</p>}
      {given && (
        <div class="shots">
          <Follow {...given} />
          {shotKeys(now).map(({ shot, forbids }) => (
            <ShotTap key={shot} shot={shot} forbids={forbids} {...given} />
          ))}
        </div>
      )}
    </section>
  );
}

/** On the first page one line: who chooses the picture, and what is in it. A tap leads to the keys. */
export function DirectorLine({ store, stale, onOpen }: { store: HearingStore; stale: boolean; onOpen(): void }) {
  const words = directorWords();
  const view = store.view.value;
  const now = store.last('director')[0];
  if (!view || !now || !inSession(view)) return null;
  const { mode, shot } = view.state.director;
  const follows = mode === 'auto' && now.standing === 'following';
  const who = follows ? words.follow : now.standing === 'off' ? words.off : mode === 'manual' ? words.held : words.fixed;
  return (
    <button type="button" class={`scene-line ${follows ? 'on' : ''} ${stale || store.fresh('director', REPORT_MS).length === 0 ? 'stale' : ''}`} onClick={onOpen}>
      <Icon name="video" />
      <span>
        <b>
          <span class="what">{words.title} · </span>
          {who}
        </b>
        <small>{shot ? shotLabel(shot, view) : words.hint}</small>
      </span>
    </button>
  );
}

/** Tapped while it follows, it holds the picture as it is; tapped while a choice holds, it lets go. */
function Follow({ view, now, desk, stale }: Given) {
  const words = directorWords();
  const { mode, shot } = view.state.director;
  const follows = mode === 'auto' && now.standing === 'following';
  const locked = hindrance(view, now) ?? (mode === 'auto' && !follows ? words.fixed : undefined);
  const small = follows ? [shot && words.shown(shotLabel(shot, view)), words.next(now.silence_s)].filter(Boolean).join(words.comma) : mode === 'manual' ? words.resume : words.waits;
  const tap = () => void desk.ask('director', follows ? { type: 'set-director', mode: 'manual', shot: shot ?? 'court' } : { type: 'set-director', mode: 'auto' });
  return (
    <Key look={follows ? 'follow auto' : 'follow'} label={words.follow} small={small} on={follows} stale={stale} locked={locked} asked={desk.asked.value['director']} onTap={tap}>
      <Glyph shot="follow" />
    </Key>
  );
}

function ShotTap({ shot, forbids, view, now, desk, stale }: Given & { shot: Shot; forbids: DirectorNow['shots'][number]['forbids'] }) {
  const words = directorWords();
  const { mode, chosen, shot: shown } = view.state.director;
  const locked = hindrance(view, now) ?? (forbids ? words.forbids[forbids] : undefined);
  const isChosen = mode === 'manual' && chosen === shot;
  return (
    <Key look="shot" label={words.shot[shot] ?? shot} {...(isChosen && shown === shot ? { small: words.held } : {})} on={shown === shot} stale={stale} locked={locked}
      asked={desk.asked.value[`shot:${shot}`] ?? (isChosen && shown !== shot ? 'pending' : undefined)} onTap={() => void (isChosen || desk.ask(`shot:${shot}`, { type: 'set-director', mode: 'manual', shot }))}>
      <Glyph shot={shot} />
    </Key>
  );
}

/** Why nothing can be chosen now; none where it can. */
function hindrance(view: HearingView, now: DirectorNow): string | undefined {
  const words = directorWords();
  if (!can(view, 'enter-stage')) return panelWords().noRight;
  if (!inSession(view)) return words.notOpen;
  return now.standing === 'off' ? words.off : undefined;
}

const inSession = (view: HearingView): boolean => ['opening', 'open', 'resuming'].includes(view.state.course);

/** A layout by its name, a camera or person as everywhere else. */
function shotLabel(shot: string, view: HearingView): string {
  return directorWords().shot[shot] ?? trackLabel({ name: shot }, Object.values(view.state.participants));
}

const glyphs: Record<Shot | 'follow', [number, number, number, number][]> = {
  court: [[1, 1, 24, 26], [27, 1, 12, 8], [27, 10, 12, 8], [27, 19, 12, 8]],
  overview: [[1, 1, 38, 26]],
  parties: [[1, 1, 18, 26], [21, 1, 18, 26]],
  witness: [[1, 1, 24, 26], [27, 1, 12, 26]],
  remote: [[1, 1, 38, 26], [27, 19, 11, 7]],
  evidence: [[1, 1, 24, 26], [27, 1, 12, 12], [27, 15, 12, 12]],
  follow: [[1, 1, 18, 12], [21, 1, 18, 12], [1, 15, 18, 12], [21, 15, 18, 12]],
};

function Glyph({ shot }: { shot: Shot | 'follow' }) {
  return (
    <svg class="glyph" viewBox="0 0 40 28" aria-hidden="true">
      {glyphs[shot].map(([x, y, width, height], at) => (
        <rect key={at} class={at === 0 ? 'large' : ''} x={x} y={y} width={width} height={height} rx="1.5" />
      ))}
    </svg>
  );
}
