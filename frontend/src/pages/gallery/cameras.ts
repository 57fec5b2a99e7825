/** Invented cameras for the gallery: every way in which one can stand, and a line to a court that is not there. */
import { CameraLine } from '../../lib/camera-line';
import type { Line } from '../../lib/socket';
import type { CameraNow, CameraPreset, Report } from '../../lib/words';
import { now } from './fixtures';

const preset = (name: string, standing: CameraPreset['standing'] = 'rest', kept: CameraPreset['kept'] = 'position'): CameraPreset => ({ name, kept, standing, says: '' });

const presets = [preset('wide', 'rest', 'memory'), preset('close', 'rest', 'memory'), preset('合议庭'), preset('国徽与审判席')];

const camera = (stream: string, zh: string, en: string, more: Partial<CameraNow> = {}): CameraNow => ({ stream, zh, en, device: null, standing: 'fixed', says: '', held: '', frames: false, stores: false, operator_at: null, presets: [], ...more });

const moved: Partial<CameraNow> = { device: 'camera-bench', standing: 'still', frames: true, stores: true, presets };

/** The room's cameras; *more* says how the one on the bench stands. */
export const cameras = (more: Partial<CameraNow> = {}): Report => ({
  type: 'cameras', room: 'demo',
  cameras: [
    camera('cam-judge', '审判席', 'Bench', { ...moved, ...more }),
    camera('cam-prosecutor', '公诉席', 'Prosecution'),
    camera('cam-defender', '辩护席', 'Defence'),
    camera('cam-accused', '被告人席', 'Accused', { ...moved, device: 'camera-parties', presets: [preset('wide', 'assumed', 'memory')], held: more.held ?? '' }),
    camera('cam-overview', '全景', 'Overview'),
  ],
});

export const noCameras: Report = { type: 'cameras', room: 'demo', cameras: [] };

export const atView = (standing: CameraPreset['standing']): Partial<CameraNow> => ({ operator_at: now - 42_000, standing: standing === 'pending' ? 'moving' : 'still', presets: presets.map((one) => (one.name === '合议庭' ? { ...one, standing } : one)) });

/** The cameras' streams beside those of *report*. */
export function withCameras(report: Report): Report {
  if (report.type !== 'streams') return report;
  const streams = ['cam-judge', 'cam-prosecutor', 'cam-defender', 'cam-accused', 'cam-overview'].map((name) => ({ name, session: `s-${name}`, principal: 'agent:demo', since: now - 60_000, video: true, audio: false, paused: false, stats: {} }));
  return { ...report, streams: [...report.streams, ...streams] };
}

/** Pictures of single cameras may be played. */
export const playable = ['cam-judge', 'cam-prosecutor', 'cam-defender', 'cam-accused', 'cam-overview'];

/** A line that stands and takes what is said; nobody is at its other end. */
export function deadLine(room: string): CameraLine {
  const line: Line = { send: () => undefined, close: () => undefined, onopen: null, onmessage: null, onclose: null };
  return new CameraLine(room, {
    dial: () => {
      setInterval(() => line.onmessage?.({ data: '{"type":"ping"}' }), 500);
      return line;
    },
    now: () => performance.now(),
    after: (ms, then) => {
      const id = setTimeout(then, ms);
      return () => clearTimeout(id);
    },
  });
}
