/** One peer connection for one stream: offer by POST, answer in 201, DELETE at the end, again within 2 s when it fails. */
import { own } from './http';
import type { Playing } from './whep';

export const AGAIN_MS = 1500;

/** Why there is no connection: the panel's status and words, or status 0 when nothing answered. */
export interface Broken {
  status: number;
  title: string;
  remedy: string;
}

export abstract class Connection {
  #peer: RTCPeerConnection | null = null;
  #session: string | null = null;
  #again: ReturnType<typeof setTimeout> | null = null;
  #over = false;

  protected constructor(
    private readonly address: string,
    private readonly told: (state: Playing, broken: Broken | null) => void,
    private readonly headers: (more: Record<string, string>) => Record<string, string>,
  ) {}

  protected abstract prepare(peer: RTCPeerConnection): void;

  protected ended(): void {}

  start(): void {
    void this.#connect();
  }

  /** Whether the media server's *session* is another one than ours: then ours is dead and we come back at once. */
  seen(session: string | null): void {
    if (session && this.#session && session !== this.#session) this.restart();
  }

  restart(): void {
    this.#drop();
    void this.#connect();
  }

  stop(): void {
    this.#over = true;
    this.#drop();
    this.ended();
  }

  get peer(): RTCPeerConnection | null {
    return this.#peer;
  }

  async #connect(): Promise<void> {
    if (this.#over) return;
    this.told('connecting', null);
    const peer = new RTCPeerConnection();
    this.#peer = peer;
    this.prepare(peer);
    peer.onconnectionstatechange = () => this.#follow(peer);
    try {
      await peer.setLocalDescription(await peer.createOffer());
      await gathered(peer);
      const answer = await this.#offer(peer.localDescription?.sdp ?? '');
      if (this.#peer === peer && answer) await peer.setRemoteDescription({ type: 'answer', sdp: answer });
    } catch (fault) {
      if (this.#peer === peer) this.#broke({ status: 0, title: String(fault), remedy: '' });
    }
  }

  async #offer(sdp: string): Promise<string | null> {
    const peer = this.#peer;
    const response = await fetch(this.address, { method: 'POST', body: sdp, headers: this.headers({ 'Content-Type': 'application/sdp' }), credentials: 'same-origin' });
    const location = response.headers.get('Location');
    if (peer !== this.#peer) {
      if (location) this.#end(location);
      return null;
    }
    if (response.status === 201) {
      this.#session = location;
      return response.text();
    }
    const said = (await response.json().catch(() => ({}))) as { title?: string; remedy?: string };
    this.#broke({ status: response.status, title: own(said.title) || response.statusText, remedy: own(said.remedy) });
    return null;
  }

  #follow(peer: RTCPeerConnection): void {
    if (peer !== this.#peer) return;
    if (peer.connectionState === 'connected') this.told('playing', null);
    if (peer.connectionState === 'failed' || peer.connectionState === 'disconnected') this.#broke(null);
  }

  #broke(broken: Broken | null): void {
    if (this.#over) return;
    this.#drop();
    const refused = broken !== null && broken.status >= 400 && broken.status < 500 && broken.status !== 404 && broken.status !== 409;
    this.told(refused ? 'refused' : 'waiting', broken);
    this.#again = setTimeout(() => void this.#connect(), AGAIN_MS);
  }

  #drop(): void {
    if (this.#again) clearTimeout(this.#again);
    this.#again = null;
    const peer = this.#peer;
    this.#peer = null;
    if (peer) {
      peer.onconnectionstatechange = null;
      peer.close();
    }
    if (this.#session) this.#end(this.#session);
    this.#session = null;
  }

  #end(location: string): void {
    void fetch(location, { method: 'DELETE', headers: this.headers({}), credentials: 'same-origin', keepalive: true }).catch(() => undefined);
  }
}

/** Until candidates are gathered, at most 300 ms: the media server is found by our checks anyway. */
function gathered(peer: RTCPeerConnection): Promise<void> {
  if (peer.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 300);
    peer.addEventListener('icegatheringstatechange', () => {
      if (peer.iceGatheringState !== 'complete') return;
      clearTimeout(timer);
      resolve();
    });
  });
}
