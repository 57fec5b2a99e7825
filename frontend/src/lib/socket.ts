/** The page's WebSocket: snapshot, then events, reports and pings. Comes back by itself, and never pretends. */
import type { PageFrame } from './words';

export const LATE_MS = 3000;
/** The page must be seen to be stale 5 s after the last word; it looks every half second. */
export const LOST_MS = 4500;
const RETRY_MS = [500, 1000, 2000];

/** live: pings come · late: none for 3 s · lost: none for 4.5 s or the socket is gone · ended: the panel said bye. */
export type LinkState = 'connecting' | 'live' | 'late' | 'lost' | 'ended';

export interface Line {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: (() => void) | null;
}

export interface Wiring {
  dial(url: string): Line;
  now(): number;
  after(ms: number, then: () => void): () => void;
}

export interface Listener {
  frame(frame: PageFrame): void;
  link(state: LinkState): void;
}

/** What a page is wired to, but in tests. */
export const browser: Wiring = {
  dial: (url) => new WebSocket(url) as unknown as Line,
  now: () => performance.now(),
  after: (ms, then) => {
    const id = setTimeout(then, ms);
    return () => clearTimeout(id);
  },
};

/** One page's link to one hearing. */
export class PageSocket {
  state: LinkState = 'connecting';
  attempts = 0;
  #line: Line | null = null;
  #heard = 0;
  #stop: (() => void)[] = [];
  #closed = false;

  constructor(
    private readonly url: string,
    private readonly token: () => string | null,
    private readonly listener: Listener,
    private readonly wiring: Wiring = browser,
  ) {}

  open(): void {
    this.#dial();
    this.#watch();
  }

  close(): void {
    this.#closed = true;
    this.#stop.forEach((stop) => stop());
    this.#line?.close();
  }

  /** Try at once, because somebody asked. */
  retry(): void {
    if (this.#closed) return;
    this.#hangUp();
    this.#say('lost');
    this.#dial();
  }

  #dial(): void {
    this.attempts += 1;
    const line = this.wiring.dial(this.url);
    this.#line = line;
    line.onopen = () => line.send(JSON.stringify({ type: 'hello', token: this.token(), after: null }));
    line.onmessage = ({ data }) => this.#hear(line, data);
    line.onclose = () => {
      if (this.#line === line) this.#gone();
    };
  }

  #hear(line: Line, data: string): void {
    if (this.#line !== line) return;
    const frame = JSON.parse(data) as PageFrame;
    this.#heard = this.wiring.now();
    if (frame.type === 'ping') line.send('{"type":"pong"}');
    if (frame.type === 'snapshot') this.attempts = 0;
    if (frame.type !== 'bye' || frame.reason !== 'slow') this.listener.frame(frame);
    if (frame.type === 'bye' && frame.reason === 'slow') this.retry(); // we could not keep up: a fresh snapshot
    else if (frame.type === 'bye') this.#end();
    else if (frame.type === 'snapshot' || this.state === 'late') this.#say('live');
  }

  #end(): void {
    this.close();
    this.#say('ended');
  }

  #hangUp(): void {
    const line = this.#line;
    this.#line = null;
    line?.close();
  }

  #gone(): void {
    this.#line = null;
    if (this.#closed) return;
    this.#say('lost');
    const wait = RETRY_MS[Math.min(this.attempts, RETRY_MS.length - 1)] ?? 2000;
    this.#stop.push(this.wiring.after(wait, () => !this.#line && !this.#closed && this.#dial()));
  }

  #watch(): void {
    this.#stop = [
      this.wiring.after(500, () => {
        if (this.#closed) return;
        this.#judge();
        this.#watch();
      }),
    ];
  }

  #judge(): void {
    if (this.state !== 'live' && this.state !== 'late') return;
    const silence = this.wiring.now() - this.#heard;
    if (silence >= LOST_MS) {
      this.#hangUp();
      this.#gone();
    } else if (silence >= LATE_MS) this.#say('late');
  }

  #say(state: LinkState): void {
    if (this.state === state) return;
    this.state = state;
    this.listener.link(state);
  }
}
