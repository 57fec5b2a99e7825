import { useEffect, useRef, useState } from 'preact/hooks';
import type { Drawn } from '../../lib/marks';
import type { Playing } from '../../lib/whep';
import { Publisher } from '../../lib/whip';
import type { HearingView, Showing } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { Marks, type Pen } from '../../ui/marks';
import { joinEvidenceWords } from './evidence-words';

interface ShareProps {
  view: HearingView;
  showing: Showing;
  /** With what one draws on the own window; the marks lie over it and are not in it. */
  pen: Pen | null;
  onStroke(stroke: Drawn): Promise<boolean>;
  /** Whether a window is shared now. */
  onShared(is: boolean): void;
}

/** The court asked for this person's screen: share a window, see what the court sees and draws, draw on it, and stop. */
export function OwnShare({ view, showing, pen, onStroke, onShared }: ShareProps) {
  const words = joinEvidenceWords();
  const screen = useRef<HTMLVideoElement>(null);
  const [ratio, setRatio] = useState(16 / 9);
  const [refused, setRefused] = useState(false);
  const [shared, setShared] = useState<MediaStream | null>(null);
  const sending = useSharing(view, showing, shared);
  useEffect(() => {
    if (screen.current) screen.current.srcObject = shared;
    onShared(shared !== null);
    const ended = () => setShared(null); // by the browser's own key
    shared?.getVideoTracks()[0]?.addEventListener('ended', ended);
    return () => shared?.getTracks().forEach((track) => track.stop());
  }, [shared]);
  const begin = () => navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false }).then((found) => (setRefused(false), setShared(found)), () => setRefused(true));
  const able = typeof navigator.mediaDevices?.getDisplayMedia === 'function';
  return (
    <div class="own-share">
      <div class="showing" hidden={!shared}>
        <div class="sheet" style={{ '--ratio': String(ratio) }}>
          <video ref={screen} autoplay playsInline muted aria-label={words.yourShare} onResize={({ currentTarget: video }) => video.videoWidth && setRatio(video.videoWidth / video.videoHeight)} />
          <Marks marks={showing.marks} ratio={ratio} pen={pen} onStroke={onStroke} />
        </div>
      </div>
      {shared ? (
        <div class="share-state">
          <p role="status">{sending === 'playing' ? words.sharing : words.reconnecting}</p>
          <Key look="big" icon="x" label={words.stop} onTap={() => setShared(null)} />
        </div>
      ) : (
        <div class="share-asked" role="status">
          <Icon name="screen-share" />
          <h1>{words.shareAsked}</h1>
          <p>{able ? words.shareText : words.noShare}</p>
          {refused && <p class="trouble">{words.refused}</p>}
          {able && <Key look="go huge" icon="screen-share" label={words.share} onTap={() => void begin()} />}
        </div>
      )}
    </div>
  );
}

/** Publish the window while the court shows it. */
function useSharing(view: HearingView, showing: Showing, shared: MediaStream | null): Playing {
  const [sending, setSending] = useState<Playing>('waiting');
  const stream = showing.source.stream ?? '';
  const may = view.may_publish.includes(stream);
  useEffect(() => {
    if (!shared || !may) return void setSending('waiting');
    const publisher = new Publisher(view.hearing, stream, shared, (state) => setSending(state));
    publisher.start();
    return () => publisher.stop();
  }, [shared, may, stream]);
  return sending;
}
