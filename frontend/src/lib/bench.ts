/** The bench's secret file as one page knows it, by a line of its own; what is written is asked once and never kept for later. */
import { signal } from '@preact/signals';
import { createContext } from 'preact';
import type { AskedState } from '../ui/key';
import { tell } from '../ui/notices';
import { partWords } from '../ui/words';
import { identity } from './command';
import { api, own, post, Refused, send, token, Unreachable } from './http';
import type { Role } from './words';

export interface Member {
  principal: string;
  name: string;
  role: Role;
}

export type Template = 'watch-time' | 'announce-recess' | 'check-evidence' | 'check-transcript' | 'check-sound' | 'check-picture' | 'call-next' | 'go-on' | 'received';

export interface Message {
  seq: number;
  at: number;
  sender: Member;
  template: Template | null;
  text: string;
  seen_by: string[];
}

export interface Written {
  text: string;
  at: number;
  revision: number;
}

export interface Signer {
  member: Member;
  state: 'due' | 'signed' | 'void';
  at: number | null;
}

export interface Deliberation {
  number: number;
  state: 'open' | 'locked' | 'ended';
  begun_at: number;
  ended_at: number | null;
  ended_reason: string;
  members: Member[];
  question: string;
  opinions: Record<string, Written>;
  course: Written | null;
  result: Written | null;
  signers: Signer[];
  sha256: string;
}

export interface BenchView {
  seq: number;
  me: string;
  may_send: boolean;
  may_deliberate: boolean;
  is_chair: boolean;
  is_on_panel: boolean;
  chair: Member | null;
  seats: Member[];
  messages: Message[];
  notes: (Written & { note: string })[];
  deliberations: Deliberation[];
  /** Why there can be no deliberation now; empty when there can. */
  quiet: string;
  quiet_title: string;
  quiet_remedy: string;
}

/** live: heard within five seconds · lost: not · refused: the panel shows this person nothing, and says why. */
export type BenchLink = 'connecting' | 'live' | 'lost' | 'refused';

const LOST_MS = 5000;
const AGAIN_MS = 1500;
/** What is no business of this person's, or gone, stays so until the page is opened again; all else may pass. */
const REFUSED = [403, 404, 410];
const FAULT_AGAIN_MS = 10_000;
const CONFIRM_MS = 4000;

type Frame = { type: 'bench'; bench: BenchView } | { type: 'ping' } | { type: 'bye'; status: number; reason: string };

export class BenchStore {
  readonly view = signal<BenchView | null>(null);
  readonly link = signal<BenchLink>('connecting');
  readonly why = signal('');
  readonly asked = signal<Record<string, AskedState>>({});
  #line: WebSocket | null = null;
  #heard = 0;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #closed = false;

  constructor(readonly hearing: string) {}

  get root(): string {
    return `${api}/hearings/${this.hearing}/bench`;
  }

  connect(): void {
    this.#dial();
    this.#timers.push(setInterval(() => this.#line && performance.now() - this.#heard > LOST_MS && this.#gone(AGAIN_MS), 500));
  }

  close(): void {
    this.#closed = true;
    this.#timers.forEach(clearTimeout);
    this.#line?.close();
  }

  /** Ask for one act under *key*; resolves to whether it was done. Without a live line nothing is asked. */
  async ask(key: string, method: 'POST' | 'PUT' | 'DELETE', path: string, body: Record<string, unknown> = {}): Promise<boolean> {
    if (this.link.value !== 'live' || this.asked.value[key] === 'pending') return false;
    this.#mark(key, 'pending');
    const content = { id: identity(), ...body };
    const call = method === 'POST' ? post<BenchView>(`${this.root}${path}`, content) : send<BenchView>(method, `${this.root}${path}`, method === 'DELETE' ? undefined : content);
    try {
      const view = await Promise.race([call, new Promise<never>((_, fail) => this.#timers.push(setTimeout(() => fail(new Unreachable('late')), CONFIRM_MS)))]);
      if (view) this.#take(view);
      this.#mark(key, null);
      return true;
    } catch (fault) {
      if (fault instanceof Refused) tell(fault.problem.title, [fault.problem.detail, fault.problem.remedy].filter(Boolean).join(' '));
      else tell(partWords().unconfirmed, partWords().unconfirmedHelp);
      const asked = fault instanceof Refused ? 'failed' : 'unconfirmed';
      this.#mark(key, asked);
      this.#timers.push(setTimeout(() => this.asked.value[key] === asked && this.#mark(key, null), asked === 'failed' ? 1500 : 8000));
      return false;
    }
  }

  /** Messages of others that this person has not seen. */
  get unseen(): Message[] {
    const view = this.view.value;
    return view ? view.messages.filter((one) => one.sender.principal !== view.me && !one.seen_by.includes(view.me)) : [];
  }

  /** Say that every message that is shown was seen. */
  see(): void {
    const last = this.unseen.at(-1);
    if (last) void this.ask('seen', 'POST', '/messages/seen', { until: last.seq });
  }

  #take(view: BenchView): void {
    if (!this.view.value || view.seq >= this.view.value.seq || !view.may_send) this.view.value = view;
  }

  #dial(): void {
    if (this.#closed) return;
    const line = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${this.root}/live`);
    this.#line = line;
    this.#heard = performance.now();
    line.onopen = () => line.send(JSON.stringify({ type: 'hello', token: token() }));
    line.onmessage = ({ data }) => this.#line === line && this.#hear(JSON.parse(data as string) as Frame);
    line.onclose = () => this.#line === line && this.#gone(AGAIN_MS);
  }

  #hear(frame: Frame): void {
    this.#heard = performance.now();
    if (frame.type === 'bench') {
      this.view.value = frame.bench;
      this.link.value = 'live';
    } else if (frame.type === 'bye') {
      this.why.value = own(frame.reason);
      this.view.value = null;
      this.#gone(FAULT_AGAIN_MS);
      this.link.value = 'refused';
      if (REFUSED.includes(frame.status)) this.close();
    }
  }

  #gone(wait: number): void {
    const line = this.#line;
    this.#line = null;
    line?.close();
    if (this.link.value !== 'refused') this.link.value = 'lost';
    this.#timers.push(setTimeout(() => !this.#line && this.#dial(), wait));
  }

  #mark(key: string, asked: AskedState | null): void {
    const { [key]: _, ...others } = this.asked.value;
    this.asked.value = asked ? { ...others, [key]: asked } : others;
  }
}

/** How a page gets its line to the bench; a page without a server gives one that says what is written down. */
export const BenchLine = createContext((hearing: string): BenchStore => {
  const store = new BenchStore(hearing);
  store.connect();
  return store;
});
