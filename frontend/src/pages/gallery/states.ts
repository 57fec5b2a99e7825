/** Each state of the panel that the gallery shows, by name. */
import { apply } from '../../lib/fold';
import type { LinkState } from '../../lib/socket';
import type { AwaitedTake, HearingState, HearingView, RehearsalResult, Report } from '../../lib/words';
import { director, followed, held } from './director-fixtures';
import { atView, cameras, noCameras, playable, withCameras } from './cameras';
import { exhibits } from './exhibits';
import * as fix from './fixtures';

export interface Scene {
  view: HearingView;
  reports: Report[];
  link: LinkState;
}

export const scene = (state: HearingState, reports: Report[], more: Partial<Scene> & { me?: HearingView['me'] } = {}): Scene => ({ view: fix.view(state, more.me), reports, link: more.link ?? 'live' });

export const running = (state: HearingState, on_air = true, withheld = ''): Report[] => [
  fix.tracks(state, true), fix.devices(), fix.streams(state), fix.release(state, on_air, withheld), fix.recognition, fix.levels(state), fix.partial(state), fix.ledger(state), fix.scene({}, false),
];

const quiet = (state: HearingState): Report[] => [fix.tracks(state, false), fix.devices(), fix.release(state, false, 'recess'), fix.recognition];

const preparing: HearingState = {
  ...fix.open, course: 'preparing', planned_at: fix.now + 754_000, zero_at: null, opened_at: null, spans: [], stages: [], lines: [], notes: [], muted: {},
  participants: { ...fix.open.participants, 'p-2': { ...fix.open.participants['p-2']!, presence: 'waiting', checks: { camera: 'good', microphone: 'good', speaker: 'good', codec: 'good' } }, 'p-3': { ...fix.open.participants['p-3']!, presence: 'invited', consents: [], checks: {} } },
};
const ready: HearingState = { ...preparing, participants: Object.fromEntries(Object.entries(fix.open.participants).filter(([id]) => id !== 'p-3')), rehearsal: null };
const paused = apply(fix.open, fix.event('paused', { reason: 'recess', since: fix.now - 240_000 }));
const closed = apply({ ...fix.open, muted: {} }, fix.event('closed', { since: fix.now - 60_000 }));
const counted = apply(closed, fix.event('closing-sealed', { root: '233f40d61e8dd810b4edfa8bc416f70dff4eb89e692686142950343b5bfccc3b', code: '8343386694330382479901583854940802137120', until: 31, behind: [], seq: closed.seq + 1 }));
const archived: HearingState = { ...counted, course: 'archived', root: '5f0c2b1a9de84c77a1b3f6d2908e4c5b7a6d3e2f1c0b9a8d7e6f5a4b3c2d1e0f', package: '（2026）示0101刑初128号/h-gallery234' };
const sealed = apply(fix.open, fix.event('openness-set', { openness: 'closed', range: 'from-now', judge: '陈明', reason: '涉及个人隐私' }));
const cut = apply(fix.open, fix.event('broadcast-cut', { from_at: fix.now - 95_000, reason: '' }));
const faulty: HearingState = { ...apply(fix.open, fix.event('fault-noted', { cause: 'capture-restarted', track: 'cam-defender', since: fix.now - 9000, until: null, text: '辩护席摄像机没有画面' })), help: [{ kind: 'technical', text: '', who: 'account:2', at: fix.now - 5000, answered_at: null, answered_by: '' }] };
const dead = fix.event('alarm-raised', { guard: 'dead-microphone', subject: 'mic-defender', since: fix.now - 20_000, measured: '< -50 dBFS, 120 s', failover: 'mic-table', zh: '辩护人话筒没有声音（< -50 dBFS, 120 s），其他各路照常录制。请检查接线和开关，或请发言人移到别的话筒。已自动打开备用话筒代替。', en: 'Defence microphone is dead (< -50 dBFS, 120 s). All other tracks go on recording. Check its cable and switch, or let the speaker use another. Spare microphone was opened in its place.' });
const black = fix.event('alarm-raised', { guard: 'black-picture', subject: 'cam-overview', since: fix.now - 8000, measured: '100%', failover: null, seq: dead.seq + 1, zh: '全景画面全黑，声音和其他画面照常录制。请检查镜头盖、灯光和摄像机电源。', en: 'Overview shows a black picture. Sound and other pictures go on recording. Check lens cap, lights and power.' });
const alarmed = apply(apply(fix.open, dead), black);
const full = apply(fix.open, fix.event('alarm-raised', { guard: 'disk-space', subject: '', since: fix.now - 8000, measured: '9.6 GB free, 14.2 GB needed', failover: null, zh: '法庭主机存储空间不足（9.6 GB free, 14.2 GB needed），录制照常。请技术人员清理或更换存储。', en: 'The courtroom’s disk is short (9.6 GB free, 14.2 GB needed). Recording goes on. Let the technician make room.' }));
const stepped = apply(fix.open, fix.event('alarm-raised', { guard: 'clock-step', subject: '', since: fix.now - 8000, measured: '+4210 ms', failover: null, zh: '时钟被拨动（+4210 ms），录制照常，时间线不受影响。请技术人员检查对时。', en: 'A clock was set (+4210 ms). Recording goes on, the timeline is not touched. Let the technician check the time source.' }));
const acknowledged = apply(alarmed, fix.event('alarm-acknowledged', { guard: 'dead-microphone', subject: 'mic-defender', name: '陈书记员', seq: black.seq + 1 }));
const seen = apply(acknowledged, fix.event('alarm-acknowledged', { guard: 'black-picture', subject: 'cam-overview', name: '陈书记员', seq: black.seq + 2 }));
const long: HearingState = {
  ...fix.open, room_name: '第一审判区第十二大法庭（远程协同）', court: '示范自治区示范市示范新区人民法院知识产权与环境资源审判庭',
  case: { ...fix.open.case, number: '（2026）示0101刑初128号之二十三', title: '阿卜杜热合曼·买买提依明·麦麦提吐尔逊等二十三人组织、领导、参加黑社会性质组织案' },
  participants: Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`p-${index + 1}`, { ...fix.open.participants[index % 2 ? 'p-2' : 'p-5']!, id: `p-${index + 1}`, name: '阿卜杜热合曼·买买提依明·麦麦提吐尔逊', hand_up: index === 3, presence: index === 1 ? 'waiting' : 'admitted' } as HearingState['participants'][string]])),
};

const hindered: HearingState = { ...preparing, course: 'opening', zero_at: fix.now - 14_000, spans: [{ since: fix.now - 14_000, asked: null, live: null, until: null }], hindrance: { tracks: ['cam-defender', 'mic-defender'], at: fix.now - 4000 } };

const explained: HearingState = { ...closed, course: 'signing', explanations: [fix.explanation] };

const archiving: HearingState = { ...closed, course: 'archiving' };
const silent: AwaitedTake[] = [
  { take: 'room-demo-1', room: 'demo', writer: 'room-demo', seen_at: fix.now - 5_400_000, until: 2.4e12, is_told: false },
  { take: 'custody-centre-1', room: 'centre', writer: '', seen_at: null, until: 0, is_told: true },
];
const declared = apply(archiving, fix.event('ending-declared', { take: 'room-demo-1', by: '', text: '法庭主机硬盘烧毁，厂家确认无法修复', seq: archiving.seq + 1 }));
const judged = apply(declared, fix.event('ending-signed', { take: 'room-demo-1', ending: declared.seq, judge: '陈明', seq: declared.seq + 1 }));
const ended = apply(judged, fix.event('take-ended', { take: 'room-demo-1', size: 9120, root: '5f0c2b1a9de84c77a1b3f6d2908e4c5b7a6d3e2f1c0b9a8d7e6f5a4b3c2d1e0f', seq: judged.seq + 1 }));

const failed: RehearsalResult = {
  room: preparing.room, at: fix.now - 9_000_000, seconds: 121, simulated: true, verdict: 'red', clapper: null,
  items: [
    { part: 'tone', subject: 'mic-judge', verdict: 'green', value: 62, unit: 'dB', zh: '审判席话筒正常（-20 dBFS, +62 dB）', en: 'Bench microphone hears the tone (-20 dBFS, +62 dB)' },
    { part: 'tone', subject: 'mic-defender', verdict: 'red', value: 2, unit: 'dB', zh: '辩护人话筒听不到试音（-71 dBFS, +2 dB）', en: 'Defence microphone does not hear the tone (-71 dBFS, +2 dB)' },
    { part: 'clapper', subject: 'cam-overview', verdict: 'amber', value: 131.5, unit: 'ms', zh: '全景声画差 +131.5 ± 3 ms（mic-clerk）', en: 'Overview: sound +131.5 ± 3 ms after picture (mic-clerk)' },
    { part: 'speech', subject: '', verdict: 'missing', value: null, unit: '', zh: '没有安装语音识别模型', en: 'No recognition model is installed' },
    { part: 'storage', subject: '', verdict: 'green', value: 180, unit: 'MB/s', zh: '96 段读回校验一致，写入 180 MB/s（为所需的 400 倍）', en: '96 fragments read back the same; 180 MB/s, 400 times what is needed' },
  ],
  offsets: [],
};
const rehearsal = (latest: RehearsalResult): Report => ({
  type: 'rehearsal', room: latest.room, running: false, says: '', latest,
  trend: [4, 3, 2, 1, 0].map((days) => ({ at: latest.at - days * 86_400_000, verdict: days === 0 ? latest.verdict : days === 3 ? 'amber' : 'green', verdicts: {}, values: { 'tone mic-defender': days === 0 ? 2 : 60 + days } })),
});

const asked = (name: HearingState['scenes'][number]['scene']): HearingState => apply(fix.open, fix.event('scene-asked', { scene: name }));
const shownBy = (state: HearingState, more: Parameters<typeof fix.scene>[0], witness = true): Report[] => [...running(state).filter((report) => report.type !== 'scene'), fix.scene(more, witness)];
const hiding = [fix.item('program.witness', 'hidden'), fix.item('route.gallery', 'nothing'), fix.item('display.gallery', 'blank'), fix.item('voice.mask', 'on')];
const day = 86_400_000;
const overnight: HearingState = {
  ...fix.open, course: 'paused', pause_reason: 'recess', spans: [{ since: fix.now - 1.1 * day, asked: null, live: fix.now - 1.1 * day, until: fix.now - 1.02 * day }, { since: fix.now - day, asked: null, live: fix.now - day, until: fix.now - 0.95 * day }],
  pauses: [{ reason: 'recess', note: '', since: fix.now - 1.02 * day, until: fix.now - day, resumes_at: null }, { reason: 'recess', note: '', since: fix.now - 0.95 * day, until: null, resumes_at: fix.now + 0.9 * day }],
};
const joined: HearingState = { ...overnight, course: 'open', pause_reason: null, spans: [...overnight.spans, { since: fix.now - 3_600_000, asked: null, live: fix.now - 3_600_000, until: null }], joined: [{ number: '（2026）示0101刑初129号', cause: '危险驾驶', title: '', secrecy: 'ordinary' }] };
const muted: HearingState = { ...fix.open, muted: { 'mic-clerk': 'account:2', 'mic-judge': 'participant:p-1', 'remote-p-2': 'agent:custody-centre' } };
const raised = fix.event('bailiff-alarm-raised', { source: 'button', place: '被告人席' });
const called = apply(fix.open, raised);
const calledInRecess = apply(paused, { ...raised, seq: paused.seq + 1 });
const confirmed = apply(called, fix.event('bailiff-alarm-confirmed', { name: '赵警官', who: 'account:9', seq: called.seq + 1 }));
const calm: HearingState = { ...fix.open, participants: { ...fix.open.participants, 'p-3': { ...fix.open.participants['p-3']!, presence: 'invited' } } };
const reduction: HearingState = { ...asked('reduction-participants'), procedure: 'sentence-reduction', stages: [{ stage: 'identity', at: fix.now - 600_000 }] };

const pictured = (report: Report, state = followed, link: LinkState = 'live'): Scene => {
  const made = scene(state, [...running(state).map(withCameras), report, director('following', 'cam-prosecutor')], { link });
  return { ...made, view: { ...made.view, may_play: [...made.view.may_play, ...playable] } };
};

export const scenes: Record<string, () => Scene> = {
  scheduled: () => scene({ ...preparing, course: 'scheduled' }, [fix.devices('unknown')]),
  preparing: () => scene(preparing, [fix.tracks(preparing, false), fix.devices('assumed'), fix.recognition, fix.streams(preparing), fix.release(preparing, false, 'not-yet')]),
  'all-ready': () => scene(ready, [fix.tracks(ready, false), fix.devices(), fix.recognition, fix.streams(ready), fix.release(ready, false, 'not-yet'), fix.levels(ready), fix.scene({ scene: 'preparing' }), ...fix.well]),
  'not-ready': () => scene({ ...preparing, planned_at: fix.now - 240_000 }, [fix.devices('unknown'), fix.levels(preparing), fix.scene({ scene: 'preparing', outcome: 'aborted' }), fix.health('panel', 'warn', '存储剩余 9.0 GiB · 9.0 GiB left for the record', { free_bytes: 9.6e9 }), fix.roomDisk(9), fix.health('second-target', 'fail', '第二存储连接中断 · the second target is not reached')]),
  'many-silent': () => {
    const made = scene(preparing, [fix.devices('unknown'), fix.scene({ scene: 'preparing' }), fix.health('recorder', 'fail', '连接已断开 · The link is lost')]);
    const seats = ['judge', 'presiding', 'judge-left', 'judge-right', 'clerk', 'prosecutor', 'defender', 'plaintiff', 'defendant', 'witness', 'expert', 'interpreter', 'table'];
    return { ...made, view: { ...made.view, may_play: [...made.view.may_play, ...seats.map((seat) => `mic-${seat}`)] } };
  },
  rehearsed: () => scene({ ...preparing, rehearsal: failed }, [fix.tracks(preparing, false), fix.devices(), fix.recognition, fix.streams(preparing), rehearsal(failed)]),
  opening: () => scene({ ...fix.open, course: 'opening' }, [fix.tracks(fix.open, true, ['cam-judge', 'remote-p-2']), fix.devices(), fix.streams(fix.open), fix.recognition, fix.release(fix.open, false, 'not-yet')]),
  hindered: () => scene(hindered, [fix.tracks(hindered, true, ['cam-defender', 'mic-defender']), fix.devices(), fix.streams(hindered), fix.recognition, fix.release(hindered, false, 'not-yet')]),
  open: () => scene(fix.open, running(fix.open)),
  'recess-asked': () => scene({ ...fix.open, pending: { kind: 'recess', reason: 'recess', note: '', effective_at: fix.now + 8000, resumes_at: null } }, running(fix.open)),
  'close-asked': () => scene({ ...fix.open, pending: { kind: 'close', reason: null, note: '', effective_at: fix.now + 8000, resumes_at: null } }, running(fix.open)),
  recess: () => scene(paused, quiet(paused)),
  overnight: () => scene(overnight, quiet(overnight)),
  notes: () => scene(joined, running(joined)),
  lost: () => scene(fix.open, running(fix.open), { link: 'lost' }),
  sealed: () => scene(sealed, running(sealed, false, 'closed'), { me: fix.judge }),
  cut: () => scene(cut, running(cut, false, 'cut')),
  'cut-judge': () => scene(cut, running(cut, false, 'cut'), { me: fix.judge }),
  fault: () => scene(faulty, [fix.tracks(faulty, true, ['cam-defender']), fix.devices('unknown'), fix.streams(faulty), fix.release(faulty, true), fix.recognition, fix.levels(faulty)]),
  alarm: () => scene(alarmed, running(alarmed)),
  'alarm-seen': () => scene(seen, running(seen)),
  'recorder-lost': () => scene(fix.open, [...running(fix.open), fix.health('recorder', 'fail', '连接已断开 · The link is lost')]),
  storage: () => scene(full, [...running(full), fix.health('panel', 'warn', '存储剩余 9.0 GiB · 9.0 GiB left for the record', { free_bytes: 9.6e9 })]),
  'clock-step': () => scene(stepped, running(stepped)),
  'long-names': () => scene(long, running(long)),
  closed: () => scene(closed, [fix.tracks(closed, false), fix.devices(), fix.upload(closed)]),
  'ledger-open': () => scene(closed, [fix.tracks(closed, false), fix.upload(closed), fix.ledger(closed, true)]),
  'ledger-judge': () => scene(explained, [fix.tracks(closed, false), fix.upload(closed), fix.ledger(closed, true)], { me: fix.judge }),
  'awaited-clerk': () => scene({ ...archiving, exhibits }, [fix.tracks(closed, false), fix.ledger(closed, false, silent, ['e-1'])]),
  'awaited-judge': () => scene(declared, [fix.tracks(closed, false), fix.ledger(closed, false, silent)], { me: fix.judge }),
  ended: () => scene(ended, [fix.tracks(closed, false), fix.ledger(closed, true, silent.slice(1))]),
  counted: () => scene(counted, [fix.tracks(counted, false), fix.upload(counted)], { me: fix.judge }),
  archived: () => scene(archived, [fix.tracks(archived, false), fix.upload(archived)]),
  scenes: () => scene(fix.open, running(fix.open)),
  'scene-on': () => scene(asked('evidence'), shownBy(asked('evidence'), { scene: 'evidence', asked: 61, items: [fix.item('program.main', 'evidence'), fix.item('route.bench', 'evidence'), fix.item('route.gallery', 'court'), fix.item('display.bench', 'shown')] }, false)),
  'scene-pending': () => scene(asked('witness-protection'), shownBy(asked('witness-protection'), { scene: 'witness-protection', asked: 61, outcome: 'pending', items: [...hiding.slice(0, 2), fix.item('display.gallery', 'blank', 'pending'), fix.item('voice.mask', 'on', 'pending'), fix.item('mic.witness', 'open', 'waiting', '先须完成 · first: display.gallery, voice.mask')] })),
  'scene-fault': () => scene(asked('witness-protection'), shownBy(asked('witness-protection'), { scene: 'witness-protection', asked: 61, outcome: 'aborted', alarming: ['mic.witness'], items: [...hiding.slice(0, 2), fix.item('display.gallery', 'blank', 'unreachable', '设备无应答 · no answer'), fix.item('mic.prosecutor', 'open', 'drifted'), fix.item('camera.judge', 'close', 'assumed'), fix.item('mic.witness', 'open', 'withheld', '已中止，须重新点按 · given up; tap the scene again')] })),
  'scene-lost': () => scene(fix.open, running(fix.open), { link: 'lost' }),
  'scene-reduction': () => scene(reduction, shownBy(reduction, { scene: 'reduction-participants', asked: 61 })),
  'scene-preparing': () => scene(preparing, [fix.tracks(preparing, false), fix.devices(), fix.recognition, fix.scene({ scene: 'power-up', asked: 12, outcome: 'pending', items: [fix.item('power.mains', 'on'), fix.item('power.projector', 'on', 'pending'), fix.item('power.amplifier', 'on', 'waiting', '先须完成 · first: power.projector')] })]),
  'director-auto': () => scene(followed, [...running(followed), director('following', 'cam-prosecutor')]),
  'open-followed': () => scene(followed, [...running(followed), director('following', 'cam-prosecutor')]),
  'director-manual': () => scene(held, [...running(held), director('manual', 'parties')]),
  'director-locked': () => scene(followed, [...running(followed), director('fixed', 'court', { witness: 'protected', overview: 'protected', remote: 'nobody', evidence: 'nothing' })]),
  'director-off': () => scene(asked('witness-protection'), [...shownBy(asked('witness-protection'), { scene: 'witness-protection', asked: 61, items: hiding }), director('off', 'court', { witness: 'protected', evidence: 'nothing' })]),
  'director-lost': () => scene(followed, [...running(followed), director('following', 'cam-prosecutor')], { link: 'lost' }),
  picture: () => pictured(cameras()),
  'picture-moving': () => pictured(cameras({ standing: 'moving', operator_at: fix.now - 1000 })),
  'picture-on': () => pictured(cameras(atView('on'))),
  'picture-pending': () => pictured(cameras(atView('pending'))),
  'picture-held': () => pictured(cameras({ held: '证人保护 · Held' })),
  'picture-dead': () => pictured(cameras({ standing: 'lost', says: 'The device does not answer. Check cable and power.' })),
  'picture-lost': () => pictured(cameras(atView('on')), followed, 'lost'),
  'picture-none': () => scene(fix.open, [...running(fix.open), noCameras]),
  audio: () => scene(muted, shownBy(muted, { scene: 'witness', asked: 61, items: [fix.item('mic.prosecutor', 'muted'), fix.item('mic.defender', 'muted', 'drifted'), fix.item('power.amplifier', 'on')] }).concat(fix.loudspeakers('playing'))),
  'audio-silent': () => scene(fix.open, [...running(fix.open), fix.loudspeakers('failed', true)]),
  'audio-recess': () => scene(paused, quiet(paused)),
  'audio-lost': () => scene(muted, running(muted), { link: 'lost' }),
  bailiff: () => scene(called, running(called)),
  'bailiff-seen': () => scene(confirmed, running(confirmed)),
  'bailiff-room': () => scene({ ...preparing, course: 'scheduled' }, [fix.devices(), fix.pressed]),
  'bailiff-recess': () => scene(calledInRecess, quiet(calledInRecess)),
  people: () => scene(fix.open, running(fix.open)),
  help: () => scene(faulty, running(faulty)),
  dimmed: () => scene(calm, running(calm)),
};
