import { useEffect, useRef, useState } from 'preact/hooks';
import { clockTime, second, shortTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { isRunning, waitsToBeCalled } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import type { HearingView, Participant } from '../../lib/words';
import type { Playing } from '../../lib/whep';
import { Publisher } from '../../lib/whip';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { Lamp } from '../../ui/lamp';
import { Picture } from '../../ui/picture';
import type { Desk } from '../panel/desk';
import { OwnPicture } from './check';
import { FileEvidence, FileKey, ShownToMe, shownTo } from './evidence';
import { media } from './media';
import { joinWords } from './words';

interface Props {
  store: HearingStore;
  desk: Desk;
  me: Participant;
}

/** Before admission: who, which case, what time; nothing to do but wait, and help within reach. */
export function Waiting({ store, desk, me }: Props) {
  const words = joinWords();
  const state = store.state;
  if (!state) return null;
  return (
    <div class="two-sides">
      <div>
        <OwnPicture />
        <p class="told">
          <Icon name="circle-check" />
          {words.waitingSince}
        </p>
      </div>
      <div class="ask">
        <h1>
          {words.hello(me.name)}
          <br />
          {words.waitTitle}
        </h1>
        <p>{waitsToBeCalled(me) ? words.waitCall : words.waitText}</p>
        <dl class="facts">
          <div>
            <dt>{state.case.title || state.case.cause}</dt>
            <dd class="number">{state.case.number}</dd>
          </div>
          <div>
            <dt>{words.plannedFor}</dt>
            <dd class="number">{shortTime(state.planned_at)}</dd>
          </div>
          <div>
            <dt>{court().course[state.course]}</dt>
            <dd class="number">{clockTime(second.value)}</dd>
          </div>
        </dl>
        <HelpKeys store={store} desk={desk} />
      </div>
    </div>
  );
}

export function HelpKeys({ store, desk }: Omit<Props, 'me'>) {
  const words = joinWords();
  const mine = store.view.value?.me.principal;
  const called = new Set(store.state?.help.filter((call) => call.answered_at === null && call.who === mine).map((call) => call.kind));
  return (
    <div class="pair">
      <Key look="big" icon="languages" label={words.needInterpreter} small={called.has('interpreter') ? words.asked : undefined} on={called.has('interpreter')} asked={desk.asked.value['interpreter']}
        onTap={() => !called.has('interpreter') && void desk.ask('interpreter', { type: 'ask-help', kind: 'interpreter' })} />
      <Key look="big" icon="life-buoy" label={words.needHelp} small={called.has('technical') ? words.asked : undefined} on={called.has('technical')} asked={desk.asked.value['technical']}
        onTap={() => !called.has('technical') && void desk.ask('technical', { type: 'ask-help', kind: 'technical' })} />
    </div>
  );
}

/** In court: the court's picture and sound, the own picture out; both follow what the server allows now. */
export function InCourt({ store, desk, me, lost }: Props & { lost: boolean }) {
  const words = joinWords();
  const view = store.view.value;
  const [leaving, setLeaving] = useState(false);
  const [filing, setFiling] = useState(false);
  const sending = useSending(store, view);
  if (!view) return null;
  const { state } = view;
  const recess = state.course === 'paused';
  const muted = `remote-${me.id}` in state.muted;
  const stream = `program-for-${me.id}`;
  const plays = !recess && view.may_play.includes(stream) ? stream : null;
  const showing = shownTo(view);
  const session = store.fresh('streams').flatMap((report) => report.streams).find(({ name }) => name === stream)?.session ?? null;
  return (
    <div class="in-court">
      <div class={`stage-picture ${showing ? 'with-evidence' : ''}`}>
        <Picture hearing={store.hearing} stream={plays} why={recess ? '' : words.connecting} session={session} sound name={words.inCourt}>
          {recess && <Slate title={words.recess} text={words.recessText} />}
          {state.course === 'preparing' && <p class="soon">{words.preparing} · {words.preparingText}</p>}
        </Picture>
        {showing && <ShownToMe view={view} showing={showing} desk={desk} lost={lost} />}
        <OwnPicture small />
        <div class="own-state">
          <Seen sending={sending} recess={recess} />
          <span class={`mic-state ${muted ? 'bad' : ''}`}>
            <Icon name={muted ? 'mic-off' : 'mic'} />
            {muted ? words.mutedByCourt : words.micOn}
          </span>
        </div>
      </div>
      <Tools store={store} desk={desk} me={me} lost={lost} onLeave={() => setLeaving(true)} onFile={() => setFiling(true)} />
      {filing && <FileEvidence store={store} onClose={() => setFiling(false)} />}
      {leaving && (
        <Dialog title={words.leaveTitle} confirm={words.leave} look="end" onClose={() => setLeaving(false)} onConfirm={() => (setLeaving(false), void desk.ask('leave', { type: 'leave', participant: me.id }))}>
          <p>{words.leaveText}</p>
        </Dialog>
      )}
    </div>
  );
}

function Tools({ store, desk, me, lost, onLeave, onFile }: Props & { lost: boolean; onLeave(): void; onFile(): void }) {
  const words = joinWords();
  const call = (kind: 'interpreter' | 'technical') => store.state?.help.some((one) => one.kind === kind && one.answered_at === null && one.who === store.view.value?.me.principal) ?? false;
  const files = store.view.value?.me.rights.includes('file-exhibit') ?? false;
  return (
    <div class={`tools ${files ? 'five' : ''}`} role="group" aria-label={words.tools}>
      <Key look="big column" icon="hand" label={me.hand_up ? words.lower : words.raise} small={me.hand_up ? words.raised : undefined} on={me.hand_up} stale={lost} asked={desk.asked.value['hand']}
        onTap={() => void desk.ask('hand', { type: me.hand_up ? 'lower-hand' : 'raise-hand', participant: me.id })} />
      {(['interpreter', 'technical'] as const).map((kind) => (
        <Key key={kind} look="big column" icon={kind === 'interpreter' ? 'languages' : 'life-buoy'} label={kind === 'interpreter' ? words.needInterpreter : words.needHelp} small={call(kind) ? words.asked : undefined} on={call(kind)} stale={lost} asked={desk.asked.value[kind]}
          onTap={() => !call(kind) && void desk.ask(kind, { type: 'ask-help', kind })} />
      ))}
      <FileKey store={store} lost={lost} onOpen={onFile} />
      <Key look="big column" icon="log-out" label={words.leave} stale={lost} onTap={onLeave} />
    </div>
  );
}

function Seen({ sending, recess }: { sending: Playing; recess: boolean }) {
  const words = joinWords();
  const seen = sending === 'playing' && !recess;
  return (
    <span class={`seen ${seen ? 'good' : 'bad'}`} role="status">
      <Icon name={seen ? 'eye' : 'eye-off'} />
      {seen ? words.courtSees : sending === 'connecting' || sending === 'waiting' ? words.reconnecting : words.courtDoesNotSee}
    </span>
  );
}

function Slate({ title, text }: { title: string; text: string }) {
  return (
    <div class="slate" role="status">
      <Icon name="pause" />
      <b>{title}</b>
      <p>{text}</p>
    </div>
  );
}

/** Publish the own camera and microphone while the server allows it; come back by itself when it broke. */
function useSending(store: HearingStore, view: HearingView | null): Playing {
  const [sending, setSending] = useState<Playing>('waiting');
  const stream = view?.may_publish.find((name) => name.startsWith('remote-')) ?? null;
  const own = media.value;
  const publisher = useRef<Publisher | null>(null);
  useEffect(() => {
    if (!stream || !own) return void setSending('refused');
    const next = new Publisher(store.hearing, stream, own, (state) => setSending(state));
    publisher.current = next;
    next.start();
    return () => next.stop();
  }, [store.hearing, stream, own]);
  return sending;
}

/** REC and LIVE for the remote person, too: permanent, in words. */
export function Lamps({ store }: { store: HearingStore }) {
  const words = joinWords();
  const state = store.state;
  if (!state) return null;
  const release = store.last('release')[0];
  const recorded = isRunning(state);
  return (
    <div class="lamps">
      <Lamp id="rec" look={recorded ? 'rec' : ''} icon="dot" word={recorded ? words.recording : words.notRecording} detail={court().course[state.course] ?? ''} />
      {release && <Lamp id="live" look={release.on_air ? 'live' : ''} icon="radio" word={release.on_air ? words.live : words.notLive} detail="" />}
    </div>
  );
}
