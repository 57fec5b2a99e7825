/** Invented exhibits and showings for the gallery. */
import type { HearingState, Showing } from '../../lib/words';
import { now } from './fixtures';

type Exhibit = HearingState['exhibits'][string];

const filed = (number: number, title: string, kind: Exhibit['kind'], media_type: Exhibit['media_type'], pages: number, bytes: number, filed_by = 'account:2'): Exhibit => ({
  id: `e-${number}`, number, title, kind, media_type, bytes, pages, page_sha256: Array.from({ length: pages }, () => '0'.repeat(64)), sha256: '1'.repeat(64), sm3: '2'.repeat(64), filed_by, duration_ms: kind === 'video' || kind === 'audio' ? 90_000 : null, at: now - (40 - number) * 60_000,
});

export const exhibits: HearingState['exhibits'] = Object.fromEntries(
  [
    filed(1, '银行转账凭证.pdf', 'pdf', 'application/pdf', 12, 1_842_113),
    filed(2, '现场照片.jpg', 'image', 'image/jpeg', 1, 2_310_442),
    filed(3, '执法记录仪片段.mp4', 'video', 'video/mp4', 1, 48_120_339, 'participant:p-4'),
    filed(4, '通话录音.mp3', 'audio', 'audio/mpeg', 0, 3_220_118, 'participant:p-5'),
    filed(5, '血液酒精含量检验报告及检验机构资质、检验人员资格证明（含附件）.pdf', 'pdf', 'application/pdf', 3, 640_220, 'participant:p-4'),
  ].map((one) => [one.id, one]),
);

const marks: Showing['marks'] = [
  { mark: 1, page: 2, points: [[0.55, 0.52], [0.92, 0.57]], tool: 'box', colour: 'red', who: 'participant:p-4' },
  { mark: 2, page: 2, points: [[0.2, 0.75], [0.53, 0.56]], tool: 'arrow', colour: 'blue', who: 'account:2' },
  { mark: 3, page: 2, points: [[0.12, 0.235], [0.3, 0.237], [0.5, 0.233], [0.78, 0.237]], tool: 'pen', colour: 'green', who: 'participant:p-5' },
];

/** The statement of transfers, its second page, with three marks. */
export const showing = (more: Partial<Showing> = {}): Showing => ({
  id: 's-1', seq: 58, source: { kind: 'exhibit', exhibit: 'e-1', stream: null, input: null }, title: '银行转账凭证.pdf', kind: 'pdf', pages: 12, page: 2, sha256: null, duration_ms: null, playback: null, targets: ['bench', 'parties', 'remote', 'recording'], private: false, released: false, marks, last_mark: 3, since: now - 90_000, until: null, who: 'account:2', ...more,
});

const played = (source: string, title: string, kind: 'video' | 'audio', playing: boolean, position_ms: number): Showing =>
  showing({ source: { kind: 'exhibit', exhibit: source, stream: null, input: null }, title, kind, pages: kind === 'video' ? 1 : 0, page: 1, marks: [], duration_ms: 90_000, playback: { playing, position_ms, at: now } });

/** A film of a minute and a half, and a sound of that length: standing, playing, at its end. */
export const film = (playing: boolean, position_ms: number): Showing => played('e-3', '执法记录仪片段.mp4', 'video', playing, position_ms);
export const sound = (playing: boolean, position_ms: number): Showing => played('e-4', '通话录音.mp3', 'audio', playing, position_ms);
