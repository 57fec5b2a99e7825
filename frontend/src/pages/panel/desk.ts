/** The clerk's desk: one hearing, and the commands asked of it that are not yet answered by an event. */
import { signal } from '@preact/signals';
import { command, type CommandBody, type Poster } from '../../lib/command';
import type { HearingStore } from '../../lib/store';
import type { Command } from '../../lib/words';
import type { AskedState } from '../../ui/key';
import { tell } from '../../ui/toast';
import { partWords } from '../../ui/words';

/** How long a key says that it was refused, or that nothing was confirmed. */
const FAILED_MS = 1500;
const UNCONFIRMED_MS = 8000;

type Without<Part> = Part extends unknown ? Omit<Part, 'id' | 'expect'> : never;
export type Wish = Without<Command>;

/** Which part of the state a wish touches: its last seq goes along, so that an outdated tap is refused. */
function topicOf(wish: Wish): string | null {
  if ('participant' in wish) return `participant:${wish.participant}`;
  if (wish.type === 'enter-stage') return 'stage';
  if (wish.type === 'ask-scene') return 'scene';
  if (wish.type === 'set-director') return 'director';
  if (wish.type === 'set-openness') return 'openness';
  if (wish.type === 'join-case' || wish.type === 'sever-case') return 'cases';
  if (wish.type === 'correct-line') return `line:${wish.line}`;
  if (/^(cut-broadcast|mute|unmute|ask-help|answer-help|raise-bailiff-alarm|confirm-bailiff-alarm|clear-bailiff-alarm|note|note-fault|explain-fault|sign-fault|end-take|sign-ending|invite|turn-page|clear-marks|[a-z]+-evidence(-targets)?)$/.test(wish.type)) return null;
  return wish.type.endsWith('-broadcast') ? 'broadcast' : 'course';
}

export class Desk {
  /** Keys that wait for their event, by name; a key shows its dotted lamp meanwhile. */
  readonly asked = signal<Record<string, AskedState>>({});

  constructor(
    readonly store: HearingStore,
    private readonly send?: Poster,
  ) {}

  /** Ask for *wish* under *key*. Nothing is kept for later: without a live link nothing is asked. */
  async ask(key: string, wish: Wish): Promise<boolean> {
    const { store } = this;
    if (!store.isLinked || this.asked.value[key] === 'pending') return false;
    this.#mark(key, 'pending');
    const topic = topicOf(wish);
    const expect = topic ? (store.state?.touched[topic] ?? null) : null;
    const outcome = await command(store.hearing, wish as CommandBody, expect, this.send);
    if (outcome.kind === 'done') {
      await this.#arrival(outcome.event.seq);
      this.#mark(key, null);
      return true;
    }
    if (outcome.kind === 'refused') tell(outcome.problem.title || partWords().refused, [outcome.problem.detail, outcome.problem.remedy].filter(Boolean).join(' '));
    else tell(partWords().unconfirmed, partWords().unconfirmedHelp);
    const asked = outcome.kind === 'refused' ? 'failed' : 'unconfirmed';
    this.#mark(key, asked);
    setTimeout(() => this.asked.value[key] === asked && this.#mark(key, null), asked === 'failed' ? FAILED_MS : UNCONFIRMED_MS);
    return false;
  }

  /** Until the page has seen event *seq*, two seconds at most. */
  #arrival(seq: number): Promise<void> {
    return new Promise((resolve) => {
      let stop = (): void => undefined;
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(done, 2000);
      stop = this.store.view.subscribe((view) => {
        if (view && view.seq >= seq) queueMicrotask(done);
      });
    });
  }

  #mark(key: string, asked: AskedState | null): void {
    const { [key]: _, ...others } = this.asked.value;
    this.asked.value = asked ? { ...others, [key]: asked } : others;
  }
}
