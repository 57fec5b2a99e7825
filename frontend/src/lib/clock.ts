/** The panel's clock, as far as this page can know it, and how moments are written. */
import { signal } from '@preact/signals';

const offset = signal(0);

/** Ticks each second; components that show a time read it. */
export const second = signal(Date.now());

if (typeof window !== 'undefined') setInterval(() => (second.value = now()), 1000);

const KEPT = 8;
const SET_ANEW_MS = 5000;
let heard: number[] = [];

/** The panel said that it is *ms* (UTC milliseconds) now. Its word comes late, never early: the quickest of the last few holds. */
export function setClock(ms: number): void {
  const told = ms - Date.now();
  const sameClock = heard.every((one) => Math.abs(one - told) < SET_ANEW_MS);
  heard = [...(sameClock ? heard : []), told].slice(-KEPT);
  offset.value = Math.max(...heard);
  second.value = now();
}

/** UTC milliseconds by the panel's clock. */
export function now(): number {
  return Date.now() + offset.value;
}

const zone = 'Asia/Shanghai';
const clockFace = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit' });
const shortFace = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });

/** ``09:42:17``, in the court's time zone. */
export const clockTime = (ms: number): string => clockFace.format(ms);

/** ``09:42``. */
export const shortTime = (ms: number): string => shortFace.format(ms);

const dayFace = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });

/** ``2026-11-23``: the day in the court's time zone, for comparing. */
export function dayOf(ms: number): string {
  const parts = Object.fromEntries(dayFace.formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
}

/** ``11月23日 星期一`` or ``Mon 23 Nov``. */
export function dayName(ms: number, language: 'zh' | 'en'): string {
  const options: Intl.DateTimeFormatOptions =
    language === 'zh'
      ? { timeZone: zone, month: 'long', day: 'numeric', weekday: 'long' }
      : { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short' };
  const text = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', options).format(ms);
  return language === 'zh' ? text.replace(/日(?=星期)/, '日 ') : text;
}

/** ``1:24:36`` of a number of milliseconds. */
export function span(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const two = (part: number) => String(part).padStart(2, '0');
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}
