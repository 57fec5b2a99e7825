/** Each state of the evidence view that the gallery shows, by name, and what the view begins with in it. */
import { language } from '../../lib/i18n';
import type { Source } from '../../lib/evidence-sources';
import type { CardInputNow, EvidenceScreens, HearingState, Report, Showing } from '../../lib/words';
import type { Going } from '../../ui/filing';
import { exhibits, film, showing, sound } from './exhibits';
import * as fix from './fixtures';
import { running, scene, type Scene } from './states';

const listed: HearingState = { ...fix.open, exhibits, participants: { ...fix.open.participants, 'p-3': { ...fix.open.participants['p-3']!, presence: 'invited' } } };
const shown = (more: Partial<Showing> = {}): HearingState => ({ ...listed, showings: [showing(more)] });

const cameras = ['cam-document', 'cam-judge', 'cam-prosecutor', 'cam-defender'];

function panel(state: HearingState, more: Parameters<typeof scene>[2] = {}): Scene {
  const made = scene(state, running(state), more);
  const plays = [...new Set([...made.view.may_play, ...cameras, ...state.showings.flatMap((one) => one.source.stream ?? [])])];
  return { ...made, view: { ...made.view, may_play: plays } };
}

const share: Partial<Showing> = { source: { kind: 'share', exhibit: null, stream: 'share-p-5', input: null }, title: '王律师的屏幕', kind: null, pages: 1, page: 1, marks: [], targets: ['bench', 'parties', 'recording'] };
const laptop = (name: string, zh: string, en: string, more: Partial<CardInputNow> = {}): CardInputNow => ({ stream: 'cam-laptops', name, zh, en, standing: 'away', signal: 'unknown', says: '', ...more });
const byCard: Partial<Showing> = { source: { kind: 'camera', exhibit: null, stream: 'cam-laptops', input: 'laptop-defender' }, title: '辩护人电脑', kind: null, pages: 1, page: 1, marks: [], targets: ['bench', 'gallery', 'recording'] };
function laptops(state: HearingState, more: Partial<CardInputNow>, screens: EvidenceScreens['screens'] = []): Scene {
  const inputs = [laptop('laptop-prosecutor', '公诉人电脑', "Prosecution's laptop"), laptop('laptop-defender', '辩护人电脑', 'Defence laptop', more)];
  const made = panel(state);
  const report: Report = { type: 'evidence-screens', room: state.room, showing: state.showings.length > 0 ? 's-1' : null, screens, inputs };
  return { ...made, view: { ...made.view, may_play: [...made.view.may_play, 'cam-laptops'] }, reports: [...made.reports, report] };
}
const amplified = (made: Scene, stands: string): Scene => ({ ...made, reports: [...made.reports, fix.loudspeakers(stands)] });
const everybody: Showing['targets'] = ['bench', 'parties', 'gallery', 'remote', 'recording'];
const cut = { ...fix.open.broadcast, cuts: [{ since: fix.now - 90_000, until: null, reason: '不公开举证质证' }] };

export const evidenceScenes: Record<string, () => Scene> = {
  'evidence-empty': () => panel({ ...fix.open, exhibits: {} }),
  'evidence-listed': () => panel(listed),
  'evidence-preview': () => panel(listed),
  'evidence-shown': () => panel(shown()),
  'evidence-private': () => panel({ ...shown({ private: true, targets: ['bench', 'parties', 'remote', 'recording'] }), broadcast: cut }),
  'evidence-judge': () => panel(shown(), { me: fix.judge }),
  'evidence-released': () => panel(shown({ released: true }), { me: fix.judge }),
  'evidence-upload': () => panel(listed),
  'evidence-share': () => panel(shown(share)),
  'evidence-laptop': () => laptops(listed, {}),
  'evidence-switching': () => laptops(shown(byCard), { standing: 'pending' }, [fix.item('route.bench', 'evidence', 'pending')]),
  'evidence-laptop-shown': () => laptops(shown(byCard), { standing: 'here', signal: 'present' }),
  'evidence-laptop-failed': () => laptops(shown(byCard), { standing: 'failed', says: '设备无应答 · no answer from the device' }, [fix.item('route.gallery', 'evidence', 'failed', '设备无应答 · no answer from the device')]),
  'evidence-film': () => amplified(panel(shown(film(true, 12_000))), 'playing'),
  'evidence-film-paused': () => amplified(panel(shown({ ...film(false, 48_500), targets: everybody })), 'failed'),
  'evidence-film-ended': () => panel(shown(film(true, 90_000))),
  'evidence-film-lost': () => amplified(panel(shown(film(true, 12_000)), { link: 'lost' }), 'playing'),
  'evidence-sound': () => amplified(panel(shown({ ...sound(true, 3_000), targets: everybody })), 'playing'),
  'evidence-lost': () => panel(shown(), { link: 'lost' }),
  'home-film': () => panel(shown(film(true, 12_000))),
  'home-evidence': () => panel(shown()),
};

const pdf: Source = { kind: 'exhibit', exhibit: 'e-1', stream: null, input: null };
const going = (): Going[] => [
  { id: 'g-1', file: new File(['x'], '第三组证据.pdf'), share: 0.46, fault: '' },
  { id: 'g-2', file: new File(['x'], '补充材料.docx'), share: 0, fault: language.value === 'en' ? 'This kind of file cannot be filed. Turn it into PDF, a picture, MP4 or sound.' : '不支持的文件类型，请转换为 PDF、图片、MP4 或音频后再上传。' },
];

export const evidenceStarts: Record<string, () => { going?: Going[]; first?: Source }> = {
  'evidence-preview': () => ({ first: pdf }),
  'evidence-laptop': () => ({ first: byCard.source! }),
  'evidence-upload': () => ({ going: going() }),
};
