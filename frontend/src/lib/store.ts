/** One hearing as one page knows it: the link, the state and what is reported now. */
import { signal } from '@preact/signals';
import { now, setClock } from './clock';
import { apply } from './fold';
import { api, token } from './http';
import { PageSocket, type LinkState } from './socket';
import type { HearingState, HearingView, PageFrame, Partial as PartialText, Report } from './words';

export type ReportOf<Type extends Report['type']> = Extract<Report, { type: Type }>;

/** A report and when it came, so that an old one is not taken for the truth. */
export interface Heard<R extends Report> {
  report: R;
  at: number;
}

/** Reports older than this say nothing about now. */
export const STALE_MS = 6000;

export class HearingStore {
  readonly view = signal<HearingView | null>(null);
  readonly link = signal<LinkState>('connecting');
  readonly attempts = signal(0);
  /** Last moment at which the panel was heard; what is shown was true then. */
  readonly trueAt = signal(0);
  /** Entries made while the link was lost, once it is back. */
  readonly missed = signal(0);
  readonly bye = signal<string | null>(null);
  /** Where this person goes on when this panel is lost: told beforehand. */
  readonly standby = signal<string | null>(null);
  readonly reports = signal<Record<string, Heard<Report>>>({});
  readonly levels = signal<Record<string, number>>({});
  /** The loudest that each was heard at since this page is open. */
  readonly loudest = signal<Record<string, number>>({});
  /** When levels came last. */
  readonly #levelled = signal(0);
  readonly partials = signal<Record<string, PartialText>>({});
  readonly ping = signal<number | null>(null);
  #socket: PageSocket | null = null;

  constructor(readonly hearing: string) {}

  connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const url = `${scheme}://${location.host}${api}/hearings/${this.hearing}/live`;
    this.#socket = new PageSocket(url, token, { frame: (frame) => this.take(frame), link: (state) => this.#linked(state) });
    this.#socket.open();
  }

  close(): void {
    this.#socket?.close();
  }

  retry(): void {
    this.#socket?.retry();
  }

  /** Take one frame from the panel. */
  take(frame: PageFrame): void {
    switch (frame.type) {
      case 'snapshot':
        setClock(frame.clock);
        this.#snapshot(frame.view);
        frame.reports.forEach((report) => this.#report(report));
        break;
      case 'view':
        this.view.value = frame.view;
        break;
      case 'event': {
        const view = this.view.value;
        if (!view) break;
        this.#aside(frame.event);
        this.view.value = { ...view, seq: Math.max(view.seq, frame.event.seq), state: apply(view.state, frame.event) };
        break;
      }
      case 'report':
        this.#report(frame.report);
        break;
      case 'ping':
        setClock(frame.clock);
        break;
      case 'standby':
        this.standby.value = frame.url;
        break;
      case 'bye':
        this.bye.value = frame.reason;
        if (frame.url) this.standby.value = frame.url;
    }
    this.trueAt.value = now();
  }

  get state(): HearingState | null {
    return this.view.value?.state ?? null;
  }

  /** Whether the panel is heard now: otherwise nothing is asked of it. */
  get isLinked(): boolean {
    return this.link.value === 'live' || this.link.value === 'late';
  }

  /** How loud *stream* is now, in dBFS; undefined where nobody has said so for a while. */
  levelOf(stream: string): number | undefined {
    return now() - this.#levelled.value < STALE_MS ? this.levels.value[stream] : undefined;
  }

  /** The fresh reports of a type; none when the last is too old to be believed. */
  fresh<Type extends Report['type']>(type: Type, within = STALE_MS): ReportOf<Type>[] {
    return Object.values(this.reports.value)
      .filter(({ report, at }) => report.type === type && now() - at < within)
      .map(({ report }) => report as ReportOf<Type>);
  }

  /** The last reports of a type, however old: for what the page shows as "last seen". */
  last<Type extends Report['type']>(type: Type): ReportOf<Type>[] {
    return Object.values(this.reports.value)
      .filter(({ report }) => report.type === type)
      .map(({ report }) => report as ReportOf<Type>);
  }

  #snapshot(view: HearingView): void {
    const before = this.view.value;
    if (before && this.link.value !== 'live') this.missed.value = Math.max(0, view.seq - before.seq);
    this.view.value = view;
    this.reports.value = {};
  }

  #aside(event: Extract<PageFrame, { type: 'event' }>['event']): void {
    if (event.type === 'line-spoken') this.#quiet(event.stream);
    if (event.type === 'paused' || event.type === 'closed') {
      this.levels.value = {};
      this.partials.value = {};
    }
  }

  #quiet(stream: string): void {
    this.partials.value = Object.fromEntries(Object.entries(this.partials.value).filter(([name]) => name !== stream));
  }

  #report(report: Report): void {
    if (report.type === 'levels') {
      this.levels.value = { ...this.levels.value, ...report.levels };
      this.#levelled.value = now();
      this.#louder(report.levels);
    } else if (report.type === 'partial') {
      if (report.text) this.partials.value = { ...this.partials.value, [report.stream]: report };
      else this.#quiet(report.stream);
    } else this.reports.value = { ...this.reports.value, [keyOf(report)]: { report, at: now() } };
  }

  #louder(levels: Record<string, number>): void {
    const louder = Object.entries(levels).filter(([stream, level]) => level > (this.loudest.value[stream] ?? -Infinity));
    if (louder.length) this.loudest.value = { ...this.loudest.value, ...Object.fromEntries(louder) };
  }

  #linked(state: LinkState): void {
    this.link.value = state;
    this.attempts.value = this.#socket?.attempts ?? 0;
  }
}

function keyOf(report: Report): string {
  if (report.type === 'tracks') return `tracks:${report.writer}`;
  if (report.type === 'health') return `health:${report.process}`;
  return report.type;
}
