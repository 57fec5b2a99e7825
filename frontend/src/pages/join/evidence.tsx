/** Evidence on the page of someone far away: what is shown to that person, marks on it, filing, and the own screen. */
import { useEffect, useState } from 'preact/hooks';
import { can } from '../../lib/course';
import { shownNow } from '../../lib/evidence';
import type { HearingStore } from '../../lib/store';
import { forgetPictures } from '../../lib/page-pictures';
import type { HearingView, Showing } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { FilesGoing, FilingKey, useFiling } from '../../ui/filing';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { MarkTools } from '../../ui/mark-tools';
import type { Pen } from '../../ui/marks';
import { ShowingPicture } from '../../ui/showing';
import type { Desk } from '../panel/desk';
import { useStrokes } from '../panel/strokes';
import './evidence.css';
import { joinEvidenceWords } from './evidence-words';
import { OwnShare } from './own-share';

/** What is shown to this person now; nothing in a recess. */
export function shownTo(view: HearingView): Showing | null {
  return view.state.course === 'open' ? shownNow(view.state) : null;
}

interface ShownProps {
  view: HearingView;
  showing: Showing;
  desk: Desk;
  lost: boolean;
}

/** The evidence large, in step with everybody else; with a pen for those who may draw on it. */
export function ShownToMe({ view, showing, desk, lost }: ShownProps) {
  const words = joinEvidenceWords();
  const [pen, setPen] = useState<Pen | null>(null);
  const [sharing, share] = useState(false);
  const stroke = useStrokes(showing, desk);
  useEffect(() => () => forgetPictures(), []);
  const isMine = showing.source.stream === `share-${view.me.participant}`;
  const draws = can(view, 'file-exhibit') && (showing.pages > 0 || !showing.source.exhibit);
  return (
    <div class="shown-to-me" role="group" aria-label={words.shown}>
      {isMine ? (
        <OwnShare key={showing.id} view={view} showing={showing} pen={lost ? null : pen} onStroke={stroke} onShared={share} />
      ) : (
        <ShowingPicture key={showing.id} view={view} showing={showing} pen={lost ? null : pen} onStroke={stroke} />
      )}
      {draws && (!isMine || sharing) && <MarkTools pen={pen} onPen={setPen} stale={lost} />}
    </div>
  );
}

/** Hand a file to the court; who filed it sees it here again. */
export function FileEvidence({ store, onClose }: { store: HearingStore; onClose(): void }) {
  const words = joinEvidenceWords();
  const filing = useFiling(store.hearing);
  const filed = Object.values(store.state?.exhibits ?? {}).sort((a, b) => a.number - b.number);
  return (
    <Dialog title={words.fileTitle} onClose={onClose}>
      <p>{words.fileText}</p>
      <div class="filing">
        <FilingKey filing={filing} look="go big" />
        <FilesGoing filing={filing} />
        {filed.length === 0 && filing.going.length === 0 && <p>{words.noneFiled}</p>}
        <ul>
          {filed.map((one) => (
            <li key={one.id}>
              <Icon name="circle-check" />
              <b>{one.title}</b>
              <span>{[words.filed, one.kind === 'pdf' && words.pages(one.pages)].filter(Boolean).join(' · ')}</span>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

export function FileKey({ store, lost, onOpen }: { store: HearingStore; lost: boolean; onOpen(): void }) {
  const view = store.view.value;
  if (!view || !can(view, 'file-exhibit')) return null;
  return <Key look="big column" icon="upload" label={joinEvidenceWords().file} stale={lost} onTap={onOpen} />;
}
