/** Publishing this machine's camera and microphone by WHIP, and again by itself when it broke. */
import { headers } from './http';
import { Connection, type Broken } from './webrtc';
import { preferH264, type Playing } from './whep';

const VIDEO_BPS = 1_200_000;

/** Publishes one camera-and-microphone as one stream. */
export class Publisher extends Connection {
  constructor(
    hearing: string,
    stream: string,
    private readonly media: MediaStream,
    told: (state: Playing, broken: Broken | null) => void,
  ) {
    super(`/whip/${hearing}/${stream}`, told, headers);
  }

  protected prepare(peer: RTCPeerConnection): void {
    for (const track of this.media.getTracks()) {
      const encodings = track.kind === 'video' ? [{ maxBitrate: VIDEO_BPS }] : [{}];
      const sent = peer.addTransceiver(track, { direction: 'sendonly', streams: [this.media], sendEncodings: encodings });
      if (track.kind === 'video') preferH264(sent);
    }
  }
}
