import { useContext, useEffect, useState } from 'preact/hooks';
import { approval, can } from '../../lib/course';
import { plays } from '../../lib/evidence';
import { TARGETS, toggled } from '../../lib/evidence-sources';
import type { HearingStore } from '../../lib/store';
import type { HearingView, Showing } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Key } from '../../ui/key';
import { MarkTools } from '../../ui/mark-tools';
import type { Pen } from '../../ui/marks';
import { PagePictures, ShowingPicture } from '../../ui/showing';
import type { Desk } from './desk';
import { EvidenceScreensLines } from './evidence-screens';
import { evidenceWords } from './evidence-words';
import { FilmBar, FilmKeys, RoomSound } from './film-keys';
import { sessionOf } from './pictures';
import { useStrokes } from './strokes';

interface Props {
  store: HearingStore;
  view: HearingView;
  showing: Showing;
  desk: Desk;
  stale: boolean;
}

/** What is shown now: its lamps are the log's, and every key asks for one change of it. */
export function Stage({ store, view, showing, desk, stale }: Props) {
  const words = evidenceWords();
  const [pen, setPen] = useState<Pen | null>(null);
  const stroke = useStrokes(showing, desk);
  useNextPage(view, showing);
  const drawn = showing.marks.some((mark) => mark.page === showing.page);
  const mayShow = can(view, 'present-evidence') ? undefined : words.noRight;
  const hasPicture = showing.pages > 0;
  const film = plays(showing.kind) ? { view, showing, desk, stale, locked: mayShow } : null;
  return (
    <div class={`evidence-stage ${showing.private ? 'in-private' : ''}`}>
      <h2>
        <span>{words.strip(showing.title)}</span>
      </h2>
      <div class="evidence-picture">
        <ShowingPicture key={showing.id} view={view} showing={showing} pen={stale ? null : pen} onStroke={stroke} sessionOf={(stream) => sessionOf(store, stream)?.session ?? null} />
      </div>
      {film && <FilmBar {...film} />}
      {film && !stale && <RoomSound store={store} view={view} showing={showing} />}
      <EvidenceScreensLines store={store} showing={showing} />
      <MarkTools pen={pen} onPen={setPen} stale={stale} locked={hasPicture ? mayShow : words.noMarks}
        clear={{ locked: mayShow ?? (drawn ? undefined : words.noMarks), asked: desk.asked.value['clear'], onTap: () => void desk.ask('clear', { type: 'clear-marks', showing: showing.id, page: showing.page }) }} />
      <h3 id="shown-to">{words.targetsNow}</h3>
      <Targets view={view} showing={showing} desk={desk} stale={stale} />
      <div class="actions three">
        {film ? <FilmKeys {...film} /> : <PageKeys view={view} showing={showing} desk={desk} stale={stale} locked={mayShow} />}
        <Key look="pause" icon="square" label={words.withdraw} small={words.withdrawSmall} shortcut="Del" stale={stale} locked={mayShow} asked={desk.asked.value['withdraw']} onTap={() => withdraw(view, showing, desk)} />
      </div>
    </div>
  );
}

function PageKeys({ view, showing, desk, stale, locked }: Omit<Props, 'store'> & { locked: string | undefined }) {
  const words = evidenceWords();
  return (
    <>
      <Key look="plain" icon="chevron-left" label={words.previous} shortcut="←" stale={stale} locked={locked ?? (showing.page <= 1 ? words.firstPage : undefined)} asked={desk.asked.value['page']} onTap={() => turnBy(view, showing, desk, -1)} />
      <Key look="plain" icon="chevron-right" label={words.next} shortcut="→" stale={stale} locked={locked ?? (showing.page >= showing.pages ? words.lastPage : undefined)} asked={desk.asked.value['page']} onTap={() => turnBy(view, showing, desk, 1)} />
    </>
  );
}

function Targets({ view, showing, desk, stale }: Omit<Props, 'store'>) {
  const words = evidenceWords();
  const [asking, ask] = useState(false);
  const mayShow = can(view, 'present-evidence') ? undefined : words.noRight;
  const lockedAir = showing.private ? words.offAirPrivate : approval(view.state) !== 'approved' ? words.noBroadcast : can(view, 'release-evidence') ? undefined : words.needsJudge;
  return (
    <div class="targets" role="group" aria-labelledby="shown-to">
      {TARGETS.map((one) => {
        const on = showing.targets.includes(one);
        const locked = mayShow ?? (one === 'gallery' && showing.private ? words.privateGallery : undefined);
        return (
          <Key key={one} look="plain" {...(on ? { icon: 'check' as const } : {})} label={words.target[one] ?? one} on={on} stale={stale} locked={locked} asked={desk.asked.value[`target:${one}`]}
            onTap={() => void desk.ask(`target:${one}`, { type: 'set-evidence-targets', showing: showing.id, targets: toggled(showing.targets, one) })} />
        );
      })}
      {showing.released ? (
        <Key look="plain on-air" icon="radio" label={words.onAir} on stale={stale} onTap={() => undefined} />
      ) : (
        <Key look="plain air" icon="radio" label={words.offAir} small={lockedAir ?? words.release} stale={stale} locked={lockedAir} asked={desk.asked.value['release']} onTap={() => ask(true)} />
      )}
      {asking && (
        <Dialog title={words.releaseTitle} confirm={words.release} look="alert" onClose={() => ask(false)} onConfirm={() => (ask(false), void desk.ask('release', { type: 'release-evidence', showing: showing.id }))}>
          <p>{words.releaseText}</p>
        </Dialog>
      )}
    </div>
  );
}

export function turnBy(view: HearingView, showing: Showing, desk: Desk, by: 1 | -1): void {
  const page = showing.page + by;
  if (page < 1 || page > showing.pages || !can(view, 'present-evidence')) return;
  void desk.ask('page', { type: 'turn-page', showing: showing.id, page });
}

export function withdraw(view: HearingView, showing: Showing, desk: Desk): void {
  if (can(view, 'present-evidence')) void desk.ask('withdraw', { type: 'withdraw-evidence', showing: showing.id });
}

/** Have the next page here before it is asked for: whoever turns sees it at once. */
function useNextPage(view: HearingView, showing: Showing): void {
  const bring = useContext(PagePictures);
  const { exhibit } = showing.source;
  const hash = exhibit ? view.state.exhibits[exhibit]?.page_sha256[showing.page] : undefined;
  useEffect(() => {
    if (exhibit && hash) void bring(view.hearing, exhibit, showing.page + 1, hash).catch(() => undefined); // it is asked for again when it is shown
  }, [exhibit, hash, showing.page]);
}
