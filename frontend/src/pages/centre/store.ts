/** Every courtroom as one page of the control centre knows it, by a line of its own. Nothing is asked without a live line. */
import { signal } from '@preact/signals';
import { now, setClock } from '../../lib/clock';
import { command, type CommandBody } from '../../lib/command';
import { api, token } from '../../lib/http';
import { clearCall, confirmCall } from '../../lib/room-calls';
import { PageSocket, type LinkState } from '../../lib/socket';
import type { CentreCall, CentreView } from '../../lib/words';
import type { AskedState } from '../../ui/key';
import { tell } from '../../ui/notices';
import { partWords } from '../../ui/words';

const FAILED_MS = 1500;
const UNCONFIRMED_MS = 8000;

export interface CentreFrame {
  type: 'snapshot' | 'ping' | 'bye';
  centre?: CentreView;
  clock?: number;
}

/** What tells one call from every other. */
export const keyOf = (call: CentreCall): string => call.call ?? `${call.hearing}/${call.alarm.seq}`;

export class CentreStore {
  readonly view = signal<CentreView | null>(null);
  readonly link = signal<LinkState>('connecting');
  /** When the server was heard last; what is shown was true then. */
  readonly trueAt = signal(0);
  readonly asked = signal<Record<string, AskedState>>({});
  #socket: PageSocket | null = null;

  connect(): void {
    const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${api}/centre/live`;
    this.#socket = new PageSocket(url, token, { frame: (frame) => this.take(frame as unknown as CentreFrame), link: (state) => (this.link.value = state) });
    this.#socket.open();
  }

  take(frame: CentreFrame): void {
    if (frame.clock !== undefined) setClock(frame.clock);
    if (frame.type !== 'bye') this.trueAt.value = now();
    if (frame.centre) this.view.value = frame.centre;
  }

  confirm(call: CentreCall, name: string): Promise<void> {
    return this.#ask(`confirm ${keyOf(call)}`, call, { type: 'confirm-bailiff-alarm', name });
  }

  clear(call: CentreCall, name: string, note: string): Promise<void> {
    return this.#ask(`clear ${keyOf(call)}`, call, { type: 'clear-bailiff-alarm', name, note });
  }

  async #ask(key: string, call: CentreCall, body: CommandBody): Promise<void> {
    if (this.link.value !== 'live' || this.asked.value[key] === 'pending') return;
    this.#mark(key, 'pending');
    const outcome = await (call.hearing ? command(call.hearing, body, null) : atPanel(call, body));
    if (outcome.kind === 'done') return this.#mark(key, null);
    if (outcome.kind === 'refused') tell(outcome.problem.title || partWords().refused, [outcome.problem.detail, outcome.problem.remedy].filter(Boolean).join(' '));
    else tell(partWords().unconfirmed, partWords().unconfirmedHelp);
    const asked = outcome.kind === 'refused' ? 'failed' : 'unconfirmed';
    this.#mark(key, asked);
    setTimeout(() => this.asked.value[key] === asked && this.#mark(key, null), asked === 'failed' ? FAILED_MS : UNCONFIRMED_MS);
  }

  #mark(key: string, asked: AskedState | null): void {
    const { [key]: _, ...others } = this.asked.value;
    this.asked.value = asked ? { ...others, [key]: asked } : others;
  }
}

/** No hearing had the room: the panel keeps the call itself. */
const atPanel = ({ call }: CentreCall, body: CommandBody) => (body.type === 'confirm-bailiff-alarm' ? confirmCall(call ?? '') : clearCall(call ?? '', String(body['note'])));
