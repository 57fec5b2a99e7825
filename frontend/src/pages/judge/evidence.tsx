/** What is shown as evidence now, large, with the text beside it: pages turn for oneself or for all; a clear word where nothing is. */
import { useEffect, useState } from 'preact/hooks';
import { can } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import type { HearingView, Showing } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { MarkTools } from '../../ui/mark-tools';
import type { Pen } from '../../ui/marks';
import { ShowingPicture } from '../../ui/showing';
import type { Desk } from '../panel/desk';
import { FilmBar, FilmKeys } from '../panel/film-keys';
import { useStrokes } from '../panel/strokes';
import { panelWords } from '../panel/words';
import { judgeWords } from './words';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

export function Evidence({ store, desk, stale }: Props) {
  const words = judgeWords();
  const view = store.view.value;
  if (!view) return null;
  const shown = view.state.showings.find((one) => one.until === null);
  return (
    <section class="exhibit" aria-label={words.evidence}>
      <h2 class="head">
        {words.evidence}
        <em>{shown ? shown.title : ''}</em>
      </h2>
      {shown ? (
        <Exhibit key={shown.id} view={view} shown={shown} desk={desk} stale={stale} />
      ) : (
        <div class="nothing">
          <Icon name="file-text" />
          <b>{words.noExhibits}</b>
          <span>{words.noExhibitsHint}</span>
        </div>
      )}
    </section>
  );
}

/** The same showing at another page, as one person leafs through it alone; marks of that page come along. */
function leafed(view: HearingView, shown: Showing, page: number): Showing {
  const exhibit = view.state.exhibits[shown.source.exhibit ?? ''];
  return page === shown.page ? shown : { ...shown, page, sha256: exhibit?.page_sha256[page - 1] ?? null };
}

function Exhibit({ view, shown, desk, stale }: { view: HearingView; shown: Showing; desk: Desk; stale: boolean }) {
  const words = judgeWords();
  const [own, setOwn] = useState<number | null>(null);
  const [forAll, setForAll] = useState(false);
  useEffect(() => setOwn((page) => (page === shown.page ? null : page)), [shown.page]);
  const [pen, setPen] = useState<Pen | null>(null);
  const stroke = useStrokes(shown, desk);
  const mayShow = can(view, 'present-evidence') ? undefined : panelWords().noRight;
  const page = own ?? shown.page;
  const turn = (to: number) => (forAll ? void desk.ask('turn', { type: 'turn-page', showing: shown.id, page: to }) : setOwn(to === shown.page ? null : to));
  const inert = forAll && stale;
  return (
    <>
      <div class="sheet-place">
        <ShowingPicture view={view} showing={leafed(view, shown, page)} pen={stale || own !== null ? null : pen} onStroke={stroke} />
      </div>
      <MarkTools pen={pen} onPen={setPen} stale={stale} locked={own === null ? mayShow : words.marksForAll} />
      {shown.playback && (
        <div class="leaf film-leaf">
          <FilmKeys view={view} showing={shown} desk={desk} stale={stale} locked={mayShow} />
          <FilmBar view={view} showing={shown} desk={desk} stale={stale} locked={mayShow} />
        </div>
      )}
      {shown.pages > 1 && (
        <div class="leaf">
          <Key look="plain" icon="chevron-left" label={words.before} stale={inert} asked={desk.asked.value['turn']} locked={page > 1 ? undefined : words.firstPage} tellsWhy onTap={() => turn(page - 1)} />
          <span class="number" role="status">
            {own === null ? words.pageOfAll(shown.page, shown.pages) : words.pageOfOwn(page, shown.page)}
          </span>
          <Key look="plain" icon="chevron-right" label={words.after} stale={inert} asked={desk.asked.value['turn']} locked={page < shown.pages ? undefined : words.lastPage} tellsWhy onTap={() => turn(page + 1)} />
          <Key look="plain" icon={forAll ? 'users' : 'user-round'} label={forAll ? words.turnForAll : words.turnForMe} on={forAll} stale={stale} locked={mayShow} tellsWhy
            onTap={() => (setForAll(!forAll), setOwn(null))} />
          {own !== null && <Key look="plain primary" icon="undo-2" label={words.backToAll} onTap={() => setOwn(null)} />}
        </div>
      )}
    </>
  );
}
