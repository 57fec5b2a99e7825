/** What the room's director says and what the log says of it, for the gallery. */
import { apply } from '../../lib/fold';
import type { DirectorNow, HearingState, Report } from '../../lib/words';
import { event, now, open } from './fixtures';

type Forbids = DirectorNow['shots'][number]['forbids'];

const keys = (forbids: Record<string, Forbids> = {}): DirectorNow['shots'] =>
  ['court', 'overview', 'parties', 'witness', 'remote', 'evidence', 'cam-judge', 'cam-prosecutor', 'cam-defender', 'remote-p-2'].map((shot) => ({ shot, forbids: forbids[shot] ?? null }));

/** The room's director; *forbids* names what it cannot show now. */
export const director = (standing: DirectorNow['standing'], shot: string, forbids: Record<string, Forbids> = { evidence: 'nothing' }): Report => ({
  type: 'director', room: 'demo', standing, shot, shots: keys(forbids), speaking: standing === 'following' ? ['mic-prosecutor'] : [], silence_s: 8, held: [],
});

/** The hearing while its picture follows who speaks. */
export const followed: HearingState = apply(open, event('shot-cut', { shot: 'cam-prosecutor', why: 'speaker', since: now - 4000, level_db: 24.5 }));

const chosen = apply(followed, event('director-set', { mode: 'manual', shot: 'parties', seq: followed.seq + 1 }));

/** The hearing after the clerk chose a shot, and the program shows it. */
export const held: HearingState = apply(chosen, event('shot-cut', { shot: 'parties', why: 'manual', since: now - 3000, level_db: null, seq: chosen.seq + 1 }));
