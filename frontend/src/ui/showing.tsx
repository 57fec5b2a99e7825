/** What is shown as evidence, as each page shows it: the picture, what is drawn on it, and the page it is. */
import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { plays as playsInTime } from '../lib/evidence';
import type { Drawn } from '../lib/marks';
import { OtherPicture, pagePicture } from '../lib/page-pictures';
import type { HearingView, Showing } from '../lib/words';
import { FilmInStep, isHeardHere, OwnFilm, PlayingLamp } from './film';
import { Icon } from './icon';
import { Marks, type Pen } from './marks';
import { Picture } from './picture';
import './showing.css';
import { showingWords } from './showing-words';

const AGAIN_MS = 1500;
const PAPER = 0.707;
const SCREEN = 16 / 9;

/** How a page's picture comes here: from the panel, unless a page without a server draws one. */
export const PagePictures = createContext(pagePicture);

interface ShowingProps {
  view: HearingView;
  showing: Showing;
  /** With what one draws here; nothing where one only looks. */
  pen?: Pen | null;
  onStroke?(stroke: Drawn): Promise<boolean>;
  /** Whether a film or sound may be played here alone: a look that nobody else has. */
  plays?: boolean;
  /** The media server's session of a stream's publisher, where this page is told. */
  sessionOf?(stream: string): string | null;
}

/** The showing fills what it is put into, whole and undistorted; marks lie exactly on it. */
export function ShowingPicture({ view, showing, pen, onStroke, plays, sessionOf }: ShowingProps) {
  const words = showingWords();
  const [ratio, setRatio] = useState(showing.source.kind === 'exhibit' && !playsInTime(showing.kind) ? PAPER : SCREEN);
  const marks = showing.marks.filter((mark) => mark.page === showing.page);
  const { exhibit } = showing.source;
  return (
    <div class="showing" data-showing={showing.id} data-page={showing.page}>
      <div class="sheet" style={{ '--ratio': String(ratio) }}>
        {exhibit ? (
          <ExhibitPicture hearing={view.hearing} showing={showing} exhibit={exhibit} onRatio={setRatio} plays={plays === true} />
        ) : (
          <LivePicture view={view} showing={showing} onRatio={setRatio} sessionOf={sessionOf} />
        )}
        {(showing.pages > 0 || !exhibit) && <Marks marks={marks} ratio={ratio} pen={pen} onStroke={onStroke} />}
      </div>
      {showing.pages > 1 && <span class="page-number number">{words.page(showing.page, showing.pages)}</span>}
      {showing.private && (
        <span class="private-mark">
          <Icon name="eye-off" />
          {words.private}
        </span>
      )}
    </div>
  );
}

/**
 * The stream that a live showing plays from here. A camera is sent alone only while somebody asks for it (a preview does);
 * what is shown is on the evidence screen's stream. A shared screen comes from the person's own browser first.
 */
export function liveStream(view: HearingView, showing: Showing): string | null {
  const { kind, stream } = showing.source;
  const ways = kind === 'camera' && showing.until === null && showing.seq > 0 ? ['evidence', stream] : [stream, 'evidence'];
  return ways.find((way) => way && view.may_play.includes(way)) ?? null;
}

function LivePicture({ view, showing, onRatio, sessionOf }: { view: HearingView; showing: Showing; onRatio(ratio: number): void; sessionOf: ShowingProps['sessionOf'] }) {
  const stream = liveStream(view, showing);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const sized = ({ target }: Event) => target instanceof HTMLVideoElement && target.videoWidth && onRatio(target.videoWidth / target.videoHeight);
    ['resize', 'loadedmetadata'].forEach((type) => box.current?.addEventListener(type, sized, true)); // they do not bubble
  }, []);
  return (
    <div class="live" ref={box}>
      <Picture hearing={view.hearing} stream={stream} session={stream ? (sessionOf?.(stream) ?? null) : null} why={showingWords().noLive} name={showing.title || showingWords().camera} />
    </div>
  );
}

interface ExhibitProps {
  hearing: string;
  showing: Showing;
  exhibit: string;
  plays: boolean;
  onRatio(ratio: number): void;
}

function ExhibitPicture({ hearing, showing, exhibit, plays, onRatio }: ExhibitProps) {
  const words = showingWords();
  const { picture, fault } = usePicture(hearing, exhibit, showing);
  return (
    <>
      {picture && <img src={picture} alt={words.pictureOf(showing.title, showing.page)} draggable={false} onLoad={(event) => onRatio(event.currentTarget.naturalWidth / event.currentTarget.naturalHeight)} />}
      {!picture && (
        <div class="why" role="status">
          <Icon name={fault ? 'triangle-alert' : showing.pages === 0 ? 'volume-2' : 'hourglass'} />
          <span>{fault || (showing.pages === 0 ? `${words.sound} · ${showing.title}` : words.loading)}</span>
        </div>
      )}
      {showing.playback && (showing.kind === 'video' || isHeardHere.value) && <FilmInStep hearing={hearing} exhibit={exhibit} showing={showing} />}
      {showing.playback && <PlayingLamp showing={showing} />}
      {playsInTime(showing.kind) && plays && <OwnFilm hearing={hearing} exhibit={exhibit} showing={showing} />}
    </>
  );
}

/** The picture of the page that is shown now. The one before stays until the next has come; a failed one is tried again. */
function usePicture(hearing: string, exhibit: string, showing: Showing): { picture: string | null; fault: string } {
  const words = showingWords();
  const bring = useContext(PagePictures);
  const [picture, setPicture] = useState<string | null>(null);
  const [fault, setFault] = useState('');
  useEffect(() => {
    if (showing.pages === 0) return undefined;
    let wanted = true;
    let again: ReturnType<typeof setTimeout> | undefined;
    const ask = () =>
      void bring(hearing, exhibit, showing.page, showing.sha256).then(
        (found) => wanted && (setPicture(found), setFault('')),
        (why: unknown) => {
          if (!wanted) return;
          setPicture(null);
          setFault(why instanceof OtherPicture ? words.other : words.failed);
          again = setTimeout(ask, AGAIN_MS);
        },
      );
    ask();
    return () => {
      wanted = false;
      clearTimeout(again);
    };
  }, [hearing, exhibit, showing.page, showing.sha256, bring]);
  return { picture, fault };
}
