/** Playing a stream by WHEP, and playing it again by itself when it broke. */
import { Connection, type Broken } from './webrtc';
import { headers } from './http';

export type Playing = 'connecting' | 'playing' | 'waiting' | 'refused';

/** Plays one stream into one <video> that stays where it is. */
export class Player extends Connection {
  constructor(
    hearing: string,
    stream: string,
    private readonly screen: HTMLVideoElement,
    told: (state: Playing, broken: Broken | null) => void,
  ) {
    super(`/whep/${hearing}/${stream}`, told, headers);
  }

  protected prepare(peer: RTCPeerConnection): void {
    const sight = peer.addTransceiver('video', { direction: 'recvonly' });
    preferH264(sight);
    peer.addTransceiver('audio', { direction: 'recvonly' });
    const shown = new MediaStream();
    peer.ontrack = ({ track }) => {
      shown.addTrack(track);
      if (this.screen.srcObject !== shown) this.screen.srcObject = shown;
      void this.screen.play().catch(() => undefined); // a muted picture plays; sound waits for the first touch
    };
  }

  protected override ended(): void {
    this.screen.srcObject = null;
  }
}

/** Put H.264 first; the court's streams know no other picture. */
export function preferH264(sight: RTCRtpTransceiver): void {
  const known = RTCRtpReceiver.getCapabilities?.('video')?.codecs ?? [];
  const wanted = known.filter((codec) => /h264|rtx/i.test(codec.mimeType));
  if (wanted.some((codec) => /h264/i.test(codec.mimeType))) sight.setCodecPreferences?.(wanted);
}

/** Whether this browser can send H.264 at all. */
export function sendsH264(): boolean {
  if (typeof RTCRtpSender === 'undefined') return false;
  return (RTCRtpSender.getCapabilities?.('video')?.codecs ?? []).some((codec) => /h264/i.test(codec.mimeType));
}
