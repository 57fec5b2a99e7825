/** Citations of a moment, 案号/庭次/时间: the case number, which sitting, and the court's own clock. Pure. */
import { numberOf } from '../lib/case-number';
import { clockTime, dayOf } from '../lib/clock';
import type { HearingRecord } from './record';

type Cited = Pick<HearingRecord, 'case' | 'sitting' | 'numbers' | 'joined' | 'zero_at'>;

/** ``（2026）示0101刑初128号/1/2026-11-25T09:42:17.250`` for second *at* of the timeline. */
export function citationOf(record: Cited, at: number): string {
  const ms = (record.zero_at ?? 0) + Math.round(at * 1000);
  const part = String(ms % 1000).padStart(3, '0');
  return `${numberOf(record)}/${record.sitting ?? 1}/${dayOf(ms)}T${clockTime(ms)}.${part}`;
}

const plain = (number: string): string => number.normalize('NFKC').replace(/ /g, '');

/** The second of the timeline that *citation* means in this record; null where it means another or is none. */
export function momentIn(record: Cited, citation: string): number | null {
  const parts = /^(.+)\/(\d+)\/(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,3})?)$/.exec(citation.trim());
  if (!parts || record.zero_at === null) return null;
  const [, number = '', sitting, day, time] = parts;
  const known = [record.case.number, ...(record.numbers ?? []), ...(record.joined ?? [])].map(plain);
  const ms = Date.parse(`${day}T${time}+08:00`); // courts' clocks show Beijing time
  if (!known.includes(plain(number)) || Number(sitting) !== (record.sitting ?? 1) || Number.isNaN(ms)) return null;
  return (ms - record.zero_at) / 1000;
}

/** The moment that the address names: ``#cite=…`` or ``#t=`` seconds; null where it names none. */
export function askedFor(record: Cited, hash: string): number | null {
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const cited = asked.get('cite');
  if (cited) return momentIn(record, cited);
  const at = Number(asked.get('t') ?? NaN);
  return Number.isFinite(at) ? at : null;
}
