/** What the panel says of the keeping of a record. */
import { language } from '../../lib/i18n';

export interface Hold {
  id: number;
  who: string;
  why: string;
}

export interface Removal {
  hidden_by: string;
  reason: string;
  hidden_at: number;
  approved_by: string;
  approved_at: number | null;
  shredded_at: number | null;
}

/** One object in one place. Of one that is to go: how often that was tried, when, and why it is still there. */
export interface Copy {
  object: string;
  location: string;
  kind: string;
  status: string;
  bytes: number;
  attempts: number;
  verified_at: number | null;
  tried_at: number | null;
  again_at: number | null;
  says: string;
}

/** Until when the objects of a record are locked in one place, and how many of them the place did not lengthen. */
export interface Lock {
  location: string;
  until: number;
  objects: number;
  refused: number;
  says: string;
  tried_at: number;
}

export interface Keeping {
  hearing: string;
  case: string;
  planned_at: number;
  stage: string;
  kept_until: number | null;
  why: string;
  proven_places: number;
  holds: Hold[];
  removal: Removal | null;
  names: Record<string, string>;
  now: number;
  grace_ms: number;
  copies: Copy[];
  locks: Lock[];
}

const tongue = (): string => (language.value === 'zh' ? 'zh-CN' : 'en-GB');
export const dayOf = (ms: number): string => new Intl.DateTimeFormat(tongue(), { timeZone: 'Asia/Shanghai', dateStyle: 'long' }).format(ms);
export const momentOf = (ms: number): string => new Intl.DateTimeFormat(tongue(), { timeZone: 'Asia/Shanghai', dateStyle: 'medium', timeStyle: 'short' }).format(ms);

export function sizeOf(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let at = 0;
  while (bytes >= 1024 && at < units.length - 1) {
    bytes /= 1024;
    at += 1;
  }
  return `${bytes < 10 && at > 0 ? bytes.toFixed(1) : Math.round(bytes)} ${units[at]}`;
}
