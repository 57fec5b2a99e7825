/** The page's hand on a room's cameras: a WebSocket of its own that says what is held, and lets go in every way there is. */
import { signal } from '@preact/signals';
import { api, own, token } from './http';
import { browser, type Line, type Wiring } from './socket';

/** How often a finger that stays says so; the room's agent stops a camera 0.8 s after the last word. */
export const RENEW_MS = 100;
/** A line that has said nothing for so long is not believed. */
export const SILENT_MS = 3000;
const WATCH_MS = 5000;
const RETRY_MS = 1000;

export interface Push {
  pan: number;
  tilt: number;
  zoom: number;
}

export type CameraWish =
  | { do: 'frame'; camera: string; left: number; top: number; width: number; height: number }
  | { do: 'recall' | 'store' | 'unstore'; camera: string; preset: string };

export interface Answered {
  kind: 'done' | 'refused';
  do: string;
  camera: string;
  preset: string;
  title: string;
  detail: string;
}

/** One page's line to the cameras of *room*. Nothing is kept for later: without a line nothing is asked. */
export class CameraLine {
  /** Whether the panel is heard. */
  readonly isLinked = signal(false);
  /** Why there is none for good: no right, signed out. */
  readonly bye = signal('');
  /** Cameras that a finger moves now, by this page. */
  readonly held = signal<Record<string, Push>>({});
  told: (answer: Answered) => void = () => undefined;
  #line: Line | null = null;
  #heard = 0;
  #watched: string[] = [];
  #renewing: (() => void) | null = null;
  #stops: (() => void)[] = [];
  #closed = false;

  constructor(
    private readonly room: string,
    private readonly wiring: Wiring = browser,
  ) {}

  open(): void {
    this.#dial();
    this.#beat();
  }

  close(): void {
    this.letGo();
    this.#closed = true;
    this.#stops.forEach((stop) => stop());
    this.#hangUp();
  }

  /** Move *camera* so, from now on until it is let go. */
  push(camera: string, push: Push): void {
    if (!this.isLinked.value) return;
    const isNew = !(camera in this.held.value);
    this.held.value = { ...this.held.value, [camera]: push };
    if (isNew) this.#say({ do: 'move', camera, ...push });
    this.#renewing ??= this.wiring.after(RENEW_MS, () => this.#renew());
  }

  /** Let go of *camera*, or of everything: said now and once more. */
  letGo(camera?: string): void {
    for (const name of camera === undefined ? Object.keys(this.held.value) : [camera]) {
      if (!(name in this.held.value)) continue;
      const { [name]: _, ...others } = this.held.value;
      this.held.value = others;
      this.stop(name);
    }
    if (Object.keys(this.held.value).length === 0) this.#rest();
  }

  /** Stand still, whatever moves it. */
  stop(camera: string): void {
    this.#say({ do: 'stop', camera });
    this.wiring.after(RENEW_MS, () => camera in this.held.value || this.#say({ do: 'stop', camera, again: true }));
  }

  ask(wish: CameraWish): boolean {
    return this.#say(wish);
  }

  /** Have these cameras' pictures sent as long as the page is there. */
  watch(cameras: string[]): void {
    this.#watched = cameras;
    this.#say({ do: 'watch', cameras });
  }

  #renew(): void {
    this.#renewing = null;
    const held = Object.entries(this.held.value);
    held.forEach(([camera, push]) => this.#say({ do: 'move', camera, ...push }));
    if (held.length) this.#renewing = this.wiring.after(RENEW_MS, () => this.#renew());
  }

  #rest(): void {
    this.#renewing?.();
    this.#renewing = null;
  }

  #dial(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const line = this.wiring.dial(`${scheme}://${location.host}${api}/rooms/${this.room}/cameras`);
    this.#line = line;
    line.onopen = () => line.send(JSON.stringify({ type: 'hello', token: token(), after: null }));
    line.onmessage = ({ data }) => this.#line === line && this.#hear(JSON.parse(data) as Record<string, unknown>);
    line.onclose = () => this.#line === line && this.#gone();
  }

  #hear(frame: Record<string, unknown>): void {
    this.#heard = this.wiring.now();
    if (frame['type'] === 'bye') {
      this.bye.value = String(frame['reason']);
      this.#closed = true;
      return this.#gone();
    }
    if (frame['type'] === 'ping' && !this.isLinked.value) {
      this.isLinked.value = true;
      this.watch(this.#watched);
    }
    if (frame['type'] === 'done' || frame['type'] === 'refused') {
      const text = (key: string): string => (typeof frame[key] === 'string' ? (frame[key] as string) : '');
      if (frame['type'] === 'refused') this.#forget(text('camera'));
      this.told({ kind: frame['type'], do: text('do'), camera: text('camera'), preset: text('preset'), title: own(frame['title']), detail: own(frame['detail']) });
    }
  }

  #forget(camera: string): void {
    const { [camera]: _, ...others } = this.held.value;
    this.held.value = others;
  }

  #beat(): void {
    let watched = this.wiring.now();
    const look = (): void => {
      if (this.#closed) return;
      if (this.isLinked.value && this.wiring.now() - this.#heard > SILENT_MS) this.#gone();
      if (this.wiring.now() - watched >= WATCH_MS) {
        watched = this.wiring.now();
        this.watch(this.#watched);
      }
      this.#stops = [this.wiring.after(500, look)];
    };
    look();
  }

  #hangUp(): void {
    const line = this.#line;
    this.#line = null;
    line?.close();
  }

  #gone(): void {
    this.#hangUp();
    this.held.value = {};
    this.isLinked.value = false;
    if (!this.#closed) this.#stops.push(this.wiring.after(RETRY_MS, () => !this.#line && !this.#closed && this.#dial()));
  }

  #say(frame: object): boolean {
    if (!this.isLinked.value || !this.#line) return false;
    this.#line.send(JSON.stringify(frame));
    return true;
  }
}
