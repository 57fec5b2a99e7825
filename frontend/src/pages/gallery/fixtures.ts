/** The hearing that the gallery shows: invented people, an invented case, one snapshot for each state of the panel. */
import { RIGHTS, type AwaitedTake, type Device, type HearingEvent, type HearingState, type HearingView, type LedgerFault, type Participant, type Report, type TrackLedger, type TrackState } from '../../lib/words';

export const now = Date.UTC(2026, 10, 23, 1, 42, 17); // 09:42:17 in court
const minute = 60_000;

const person = (id: string, name: string, role: Participant['role'], more: Partial<Participant> = {}): Participant => ({
  id, name, role, place: '', seat: null, remote: false, protected: false, site: null, presence: 'admitted', consents: [], hand_up: false, checks: {}, ...more,
});

function line(number: number, stream: string, speaker: string, text: string, secondsAgo: number, revised?: string): HearingState['lines'][number] {
  return { line: number, seq: 30 + number, stream, speaker, recognised: text, text: revised ?? text, start: 0, duration: 4e9, engine: 'whisper-base', model: '', at: now - secondsAgo * 1000, revision: revised ? 1 : 0, corrected_by: revised ? 'account:2' : '' };
}

export const open: HearingState = {
  hearing: 'h-gallery234', seq: 60, at: now - 5000, course: 'open',
  case: { number: '（2026）示0101刑初128号', cause: '危险驾驶', title: '张某某危险驾驶案', secrecy: 'ordinary' },
  procedure: 'trial', room: 'demo', room_name: '第三法庭', court: '示范区人民法院', sitting: 1, planned_at: now - 102 * minute, summary_track: 'fast-track', remote_ground: '在线诉讼规则第三十七条', demo: true,
  pending: null, pause_reason: null, prepared_at: now - 100 * minute, zero_at: now - 85 * minute, hindrance: null, opened_without: null, opened_at: now - 85 * minute + 2000, closed_at: null, reason: '',
  spans: [{ since: now - 85 * minute, asked: null, live: now - 85 * minute + 2000, until: null }], pauses: [],
  stages: [{ stage: 'identity', at: now - 84 * minute }, { stage: 'rights', at: now - 80 * minute }, { stage: 'investigation', at: now - 70 * minute }, { stage: 'evidence', at: now - 20 * minute }],
  openness: [{ openness: 'public', range: 'whole', judge: '陈明', reason: '依法公开审理', at: now - 100 * minute }], joined: [], numbers: [],
  participants: {
    'p-1': person('p-1', '陈明', 'sole-judge', { seat: 'judge' }),
    'p-2': person('p-2', '张某某', 'accused', { remote: true, place: '示范市第一看守所', consents: ['remote-hearing'] }),
    'p-3': person('p-3', '李某', 'witness', { remote: true, presence: 'waiting', consents: ['remote-hearing'], checks: { camera: 'good', microphone: 'good', codec: 'good' } }),
    'p-4': person('p-4', '周强', 'prosecutor', { seat: 'prosecutor' }),
    'p-5': person('p-5', '王律师', 'defender', { seat: 'defender' }),
    'p-6': person('p-6', '刘静', 'clerk', { seat: 'clerk' }),
  },
  stands: [], stays: [], muted: { 'mic-clerk': 'account:2' },
  broadcast: { applied_by: 'account:4', applicant: '陈明', reason: '社会关注', reviewed_by: 'account:5', reviewer: '宣传处', approved_by: 'account:6', approved_at: now - 99 * minute, vice_president: '赵副院长', refused: null, cuts: [] },
  help: [], alarms: [], bailiff_alarms: [], scenes: [], scene_result: null, screens: [], director: { mode: 'auto', chosen: null, shot: null, since: null }, exhibits: {}, showings: [], rehearsal: null, rehearsal_override: null,
  lines: [
    line(1, 'mic-judge', '独任审判员', '现在继续开庭。下面进行举证质证。', 128),
    line(2, 'mic-prosecutor', '公诉人', '公诉人出示第二组证据：血液酒精含量检验报告，证明被告人血液中乙醇含量为每百毫升一百四十二毫克。', 106),
    line(3, 'mic-judge', '独任审判员', '被告人，你对这份证据有没有异议？', 76),
    line(4, 'remote-p-2', '被告人（远程）', '没有疑义。', 66, '没有异议。'),
    line(5, 'mic-defender', '辩护人', '辩护人对真实性无异议，但请法庭注意被告人到案后如实供述，并自愿认罪认罚。', 33),
  ],
  notes: [{ seq: 40, at: now - 19 * minute, who: 'account:2', text: '公诉人当庭补充提交第三组证据' }, { seq: 44, at: now - 8 * minute, who: 'account:2', text: '旁听席一人离席' }],
  faults: [], explanations: [], take_seals: {}, endings: {}, closing: null, root: null, package: null, signatures: [], refusals: [], corrections: [], confirmations: {}, touched: { course: 12 },
};

export const clerk: HearingView['me'] = { principal: 'account:2', participant: null, role: 'clerk', rights: RIGHTS.filter((right) => !['restore-broadcast', 'sign-fault', 'approve-broadcast', 'review-broadcast', 'set-openness', 'release-evidence'].includes(right)) };
export const judge: HearingView['me'] = { principal: 'account:1', participant: 'p-1', role: 'sole-judge', rights: RIGHTS };

const rooms = ['program', 'cam-judge', 'cam-prosecutor', 'cam-defender', 'mic-judge', 'mic-clerk', 'mic-prosecutor', 'mic-defender'];

export const view = (state: HearingState, me = clerk): HearingView => ({ hearing: state.hearing, seq: state.seq, state, me, may_play: ['closed', 'archived', 'scheduled'].includes(state.course) ? [] : [...rooms, ...Object.values(state.participants).filter((one) => one.remote && one.presence === 'admitted').map((one) => `remote-${one.id}`)], may_publish: [] });

const track = (name: string, writing: boolean, kind: TrackState['kind'] = name.startsWith('mic') ? 'audio' : 'video'): TrackState => ({ name, take: 'room-demo-1', kind, mandatory: true, writing, position: 5e12, bytes: 3e8, lost: 0 });

export function tracks(state: HearingState, writing: boolean, silent: string[] = []): Report {
  const names = [...rooms.slice(1), 'remote-p-2', 'remote-p-2-sound'];
  return { type: 'tracks', hearing: state.hearing, writer: 'agent:demo', tracks: names.map((name) => track(name, writing && !silent.includes(name))) };
}

const device = (name: string, label: string, property: string, value: string, state: Device['state'] = 'verified'): Device => ({ name, label, capability: 'camera.ptz', property, asked: value, answered: state === 'verified' ? value : null, state, at: now - 4000, says: '' });

export const devices = (one: Device['state'] = 'verified'): Report => ({
  type: 'devices', room: 'demo', simulated: true,
  devices: [device('camera-judge', '审判席摄像机', 'preset', '1'), device('matrix', '视频矩阵', 'output-1', '1'), device('display-gallery', '旁听席显示屏', 'power', 'on', one), device('dsp', '音频处理器', 'channel-1', 'open'), device('dsp', '音频处理器', 'channel-2', 'open')],
});

type SceneItem = Extract<Report, { type: 'scene' }>['items'][number];
export const item = (name: string, asked: string, standing: SceneItem['standing'] = 'so', says = ''): SceneItem => ({ name, asked, answered: standing === 'so' ? asked : null, standing, says });

/** What the room says of its scenes; the witness's own is locked unless *witness* is there. */
export const scene = (more: Partial<Extract<Report, { type: 'scene' }>> = {}, witness = true): Report => ({
  type: 'scene', room: 'demo', scene: 'open', asked: null, outcome: 'converged', alarming: [],
  keys: witness ? [] : [{ scene: 'witness', lacks: ['mic.witness: There is no mic.witness in this room.'] }, { scene: 'witness-protection', lacks: ['mic.witness: There is no mic.witness in this room.', 'voice.mask: There is no voice.mask in this room.'] }],
  items: [item('mic.judge', 'open'), item('mic.prosecutor', 'open'), item('mic.defender', 'open'), item('camera.judge', 'close'), item('route.gallery', 'court'), item('display.gallery', 'shown'), item('program.main', 'bench')],
  ...more,
});

export const streams = (state: HearingState): Report => ({
  type: 'streams', hearing: state.hearing,
  streams: ['program', 'remote-p-2'].map((name) => ({ name, session: `s-${name}`, principal: name === 'program' ? 'agent:demo' : 'participant:p-2', since: now - 80 * minute, video: true, audio: true, paused: false, stats: { video_packets: 90_000, video_lost: 12 } })),
});

export const release = (state: HearingState, on_air: boolean, withheld = ''): Report => ({ type: 'release', hearing: state.hearing, on_air, withheld, delay_s: 30, epoch: 'e1', fragments: 2400, viewers: on_air ? 1284 : 0 });
export const recognition: Report = { type: 'recognition', room: 'demo', engine: 'whisper-base', model: '', behind_s: 0.8, says: '' };
export const levels = (state: HearingState): Report => ({ type: 'levels', hearing: state.hearing, levels: { 'mic-judge': -48, 'mic-prosecutor': -52, 'mic-defender': -55, 'mic-clerk': -90, 'remote-p-2': -17 } });
export const partial = (state: HearingState): Report => ({ type: 'partial', hearing: state.hearing, stream: 'remote-p-2', speaker: '被告人（远程）', text: '审判员，我认罪，我以后不' });
export const upload = (state: HearingState): Report => ({ type: 'upload', hearing: state.hearing, pending_fragments: 0, pending_bytes: 0, bytes_per_s: 0, done: true, says: '' });

export const health = (process: string, state: 'pass' | 'warn' | 'fail' = 'pass', says = '', detail: Record<string, number | string | boolean> = {}): Report => ({ type: 'health', process, state, says, cpu: 3, detail });
/** The courtroom's computer with so many GB free, where a hearing usually takes *hours*. */
export const roomDisk = (gigabytes: number, hours = 3): Report => health('agent:demo', 'pass', '', { free_bytes: gigabytes * 1e9, octets_per_s: 1_500_000, hearing_h: hours });
/** The courtroom's computer, which plays to the room's loudspeakers. */
export const loudspeakers = (stands: string, echo_cancelled = false): Report => health('agent:demo', stands === 'failed' ? 'warn' : 'pass', stands === 'failed' ? 'alsa:default：扩声无法放音（audio open error），声卡名见 aplay -L · alsa:default: the loudspeakers cannot be played to (audio open error). See aplay -L.' : '', { free_bytes: 220e9, octets_per_s: 1_500_000, hearing_h: 3, loudspeakers: stands, loudspeakers_dbfs: -18, loudspeakers_left_out: 0, echo_cancelled });
export const well: Report[] = [health('panel', 'pass', '', { free_bytes: 412e9 }), roomDisk(220), health('recorder'), health('second-target')];

const press = { id: '6f1c2b1a-9de8-4c77-a1b3-f6d2908e4c5b', place: '法官通道 · Judges’ passage', at: now - 95_000 };
export const pressed: Report = { type: 'room-calls', room: 'demo', calls: [{ id: press.id, room: 'demo', at: press.at, told_at: press.at, presses: [press], confirmed: [], cleared_at: null, cleared_by: '', cleared_name: '', note: '' }] };

export const event = (type: HearingEvent['type'], fields: object): HearingEvent => ({ hearing: open.hearing, seq: open.seq + 1, at: now, who: 'account:2', fence: 1, type, ...fields }) as HearingEvent;

const lost = (since: number, seconds: number, cause: string): LedgerFault => ({ since: since * 1e9, until: (since + seconds) * 1e9, cause, noted: '', explanation: '', explained_by: '', judge: '', signed_by: '', signed_at: null });

const kept = (name: string, faults: LedgerFault[] = []): TrackLedger => ({ name, kind: name.startsWith('mic') ? 'audio' : 'video', stream: name, mandatory: true, takes: ['room-demo-1'], seconds: 4180, due_s: 4190, missing_s: 10, awaited_s: 0, faults, muted: [], filled: [] });

/** The ledger: one recess; with *faults*, a camera that went away twice and a microphone of which nothing came. */
export const ledger = (state: HearingState, faults = false, awaited: AwaitedTake[] = [], exhibits: string[] = []): Report => ({
  type: 'ledger', hearing: state.hearing, says: '', awaited, exhibits,
  ledger: {
    hearing: state.hearing, complete: state.closed_at !== null, gaps: [{ reason: 'recess', note: '', since: 1.2e12, until: 2.1e12, paused_by: 'account:2', resumed_by: 'account:1' }],
    tracks: [kept('cam-judge', faults ? [lost(2400, 6, 'source-gone')] : []), kept('cam-defender', faults ? [lost(3000, 12.4, 'capture-restarted')] : []), kept('mic-judge', faults ? [lost(3900, 3, 'silence-filled')] : []), kept('mic-defender')],
  },
});

export const explanation: HearingState['explanations'][number] = { seq: 70, at: now - 30_000, who: 'account:2', track: 'cam-judge', since: 2400e9, until: 2406e9, text: '审判席摄像机电源松动，已重新插紧。', judge: '', signed_by: '', signed_at: null };
