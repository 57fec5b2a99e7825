/** Each state of the judge's page that the gallery shows, by name, and a message of the bench on the clerk's panel. */
import type { ComponentChild } from 'preact';
import { BenchLine, BenchStore, type BenchView, type Deliberation, type Member, type Message } from '../../lib/bench';
import { apply } from '../../lib/fold';
import { own } from '../../lib/http';
import type { LinkState } from '../../lib/socket';
import { HearingStore } from '../../lib/store';
import type { HearingState, HearingView, Report } from '../../lib/words';
import { Judge, type JudgeView } from '../judge/judge';
import { Desk } from '../panel/desk';
import { Panel } from '../panel/panel';
import { exhibits, film, showing } from './exhibits';
import * as fix from './fixtures';

const presiding: HearingView['me'] = { ...fix.judge, role: 'presiding-judge', participant: null };
const sits = (principal: string, name: string, role: Member['role']): Member => ({ principal, name, role });
const seats = [sits('account:1', '陈明', 'presiding-judge'), sits('account:7', '周岚', 'judge'), sits('account:8', '欧阳海棠', 'peoples-assessor'), sits('account:2', '刘静', 'clerk')];

const message = (seq: number, from: number, ago: number, more: Partial<Message>): Message => ({ seq, at: fix.now - ago * 1000, sender: seats[from]!, template: null, text: '', seen_by: [], ...more });
const messages = [
  message(5, 0, 900, { template: 'check-sound', seen_by: ['account:2', 'account:7'] }),
  message(6, 3, 870, { template: 'received', seen_by: ['account:1'] }),
  message(7, 0, 60, { template: 'watch-time', seen_by: ['account:7'] }),
  message(8, 1, 25, { text: '请把第三页放大给旁听席看，公诉人提到的签名在右下角，谢谢', seen_by: [] }),
];

const written = (text: string, ago: number, revision = 0) => ({ text, at: fix.now - ago * 1000, revision });
const signer = (index: number, state: 'due' | 'signed' | 'void', ago = 0) => ({ member: seats[index]!, state, at: state === 'due' ? null : fix.now - ago * 1000 });

const deliberation = (more: Partial<Deliberation> = {}): Deliberation => ({
  number: 1, state: 'open', begun_at: fix.now - 1_200_000, ended_at: null, ended_reason: '', members: seats.slice(0, 3), question: '被告人是否构成危险驾驶罪，是否适用缓刑',
  opinions: { 'account:7': written('事实清楚，证据确实充分。被告人如实供述、认罪认罚，建议拘役一个月，缓刑二个月。', 600), 'account:8': written('同意构成危险驾驶罪。血液酒精含量较高，不宜缓刑。', 420, 1) },
  course: written('审判长主持评议，由审判员周岚先发表意见，人民陪审员欧阳海棠随后发表意见。', 300), result: null, signers: [signer(0, 'due'), signer(1, 'due'), signer(2, 'due'), signer(3, 'due')], sha256: '9'.repeat(64), ...more,
});
const locked = deliberation({
  state: 'locked', ended_at: fix.now - 60_000, opinions: { ...deliberation().opinions, 'account:1': written('同意周岚审判员的意见。', 200) }, result: written('多数意见：构成危险驾驶罪，判处拘役一个月，缓刑二个月，并处罚金。', 180),
  signers: [signer(0, 'signed', 120), signer(1, 'signed', 110), signer(2, 'signed', 90), signer(3, 'signed', 60)],
});

const bench = (more: Partial<BenchView> = {}): BenchView => ({
  seq: 9, me: 'account:1', may_send: true, may_deliberate: true, is_chair: true, is_on_panel: true, chair: seats[0]!, seats, messages, notes: [{ note: 'n-1', ...written('被告人到案时间与执法记录仪相差四分钟，再问一次。', 1500) }], deliberations: [],
  quiet: 'in-session', quiet_title: '庭审进行中不得评议 · No deliberation while the hearing goes on', quiet_remedy: '', ...more,
});
const resting = { quiet: '', quiet_title: '' };
const outsider = bench({ may_send: false, may_deliberate: false, is_chair: false, is_on_panel: false, chair: null, seats: [], messages: [], notes: [], quiet: '', quiet_title: '' });

/** A line that says what is written down here, and nothing else. */
function lineOf(view: BenchView | null, link: LinkState, why = ''): (hearing: string) => BenchStore {
  return (hearing) => {
    const store = new BenchStore(hearing);
    store.view.value = view;
    store.link.value = why ? 'refused' : link === 'live' ? 'live' : 'lost';
    store.why.value = why && own(why);
    return store;
  };
}

const running = (state: HearingState, on_air = true, withheld = ''): Report[] => [fix.tracks(state, true), fix.streams(state), fix.release(state, on_air, withheld), fix.recognition, fix.levels(state), fix.partial(state), fix.ledger(state)];
const paused = apply(fix.open, fix.event('paused', { reason: 'recess', since: fix.now - 240_000 }));
const sealed = apply(fix.open, fix.event('openness-set', { openness: 'closed', range: 'from-now', judge: '陈明', reason: '涉及个人隐私' }));
const cut = apply(fix.open, fix.event('broadcast-cut', { from_at: fix.now - 95_000, reason: '' }));
const calm: HearingState = { ...fix.open, participants: { ...fix.open.participants, 'p-3': { ...fix.open.participants['p-3']!, presence: 'invited' } } };
const raised: HearingState = {
  ...fix.open, touched: { ...fix.open.touched, 'participant:p-5': 58, 'participant:p-2': 59 }, muted: { ...fix.open.muted, 'remote-p-2': 'account:2' },
  participants: { ...fix.open.participants, 'p-2': { ...fix.open.participants['p-2']!, hand_up: true }, 'p-5': { ...fix.open.participants['p-5']!, hand_up: true } },
};
const shown: HearingState = { ...calm, exhibits, showings: [showing()] };
const waiting: HearingState = { ...cut, exhibits, showings: [showing()], corrections: [{ seq: 55, at: fix.now - 9000, who: 'participant:p-5', participant: 'p-5', line: 4, text: '没有异议。', corrected_at: null, refused: '', refused_by: '' }], explanations: [fix.explanation] };

interface More {
  view?: JudgeView;
  bench?: BenchView | null;
  /** Why the secret file is not shown, as the server says it. */
  why?: string;
  link?: LinkState;
  reports?: Report[];
}

function storeOf(state: HearingState, link: LinkState, reports: Report[], me: HearingView['me']): HearingStore {
  const store = new HearingStore(state.hearing);
  const view = fix.view(state, me);
  const may_play = me === presiding && view.may_play.length ? [...view.may_play, 'multiview'] : view.may_play;
  store.take({ type: 'snapshot', seq: state.seq, view: { ...view, may_play }, reports, clock: fix.now });
  store.link.value = link;
  store.ping.value = link === 'live' ? 12 : null;
  store.attempts.value = link === 'lost' ? 3 : 0;
  if (link === 'live') setInterval(() => reports.forEach((report) => store.take({ type: 'report', report })), 2000);
  return store;
}

function judge(state: HearingState, { view = 'court', bench: file = bench(), link = 'live', reports = running(state), why = '' }: More = {}): ComponentChild {
  const store = storeOf(state, link, reports, presiding);
  return (
    <BenchLine.Provider value={lineOf(file, link, why)}>
      <Judge store={store} desk={new Desk(store)} sitsAs="presiding-judge" start={view} />
    </BenchLine.Provider>
  );
}

export const judges: Record<string, () => ComponentChild> = {
  'judge-rest': () => judge(calm, { bench: bench({ messages: messages.slice(0, 2) }) }),
  'judge-evidence': () => judge(shown, { view: 'evidence' }),
  'judge-film': () => judge({ ...calm, exhibits, showings: [film(false, 48_500)] }, { view: 'evidence' }),
  'judge-no-evidence': () => judge(calm, { view: 'evidence' }),
  'judge-approvals': () => judge(waiting, { view: 'approvals', reports: [...running(waiting, false, 'cut').filter((one) => one.type !== 'ledger'), fix.ledger(waiting, true)] }),
  'judge-hands': () => judge(raised, { view: 'hands' }),
  'judge-messages': () => judge(fix.open, { view: 'messages', bench: bench({ messages: messages.map((one) => ({ ...one, seen_by: [...one.seen_by, 'account:1'] })) }) }),
  'judge-standby': () => judge(fix.open, { view: 'deliberation', bench: null, why: "合议庭副卷在服务器恢复后可用 · The bench's secret file can be used once the court's server is back" }),
  'judge-deliberation-refused': () => judge(fix.open, { view: 'deliberation' }),
  'judge-deliberation-open': () => judge(paused, { view: 'deliberation', bench: bench({ ...resting, deliberations: [deliberation()] }), reports: [fix.tracks(paused, false), fix.release(paused, false, 'recess')] }),
  'judge-deliberation-locked': () => judge(paused, { view: 'deliberation', bench: bench({ ...resting, deliberations: [locked] }), reports: [fix.tracks(paused, false), fix.release(paused, false, 'recess')] }),
  'judge-chair-free': () => judge(paused, { view: 'deliberation', bench: outsider, reports: [fix.tracks(paused, false)] }),
  'judge-notes': () => judge(calm, { view: 'notes' }),
  'judge-in-camera': () => judge(sealed, { reports: running(sealed, false, 'closed') }),
  'judge-lost': () => judge(raised, { view: 'hands', link: 'lost' }),
  'bench-message': () => {
    const store = storeOf(calm, 'live', running(calm), fix.clerk);
    return (
      <BenchLine.Provider value={lineOf(bench({ me: 'account:2', may_deliberate: false, is_chair: false, is_on_panel: false, notes: [] }), 'live')}>
        <Panel store={store} desk={new Desk(store)} />
      </BenchLine.Provider>
    );
  },
};
