/** What the panel says of a courtroom that is being fitted, as hearing/fitting.py spells it. */
import { signal } from '@preact/signals';
import { api, get, post } from '../../lib/http';
import type { FloorPlan, Place } from './plan';

export interface Label { zh: string; en: string }
export type Kind = 'seat' | 'camera' | 'microphone' | 'device' | 'loudspeaker';
export type Check = 'seen' | 'heard' | 'bench' | 'vectors';

export interface Parameter { name: string; words: string[]; least: number | null; most: number | null; decimals: number; form: string; secret: boolean }

export interface BenchCommand {
  name: string; kind: 'command' | 'inquiry' | 'broadcast'; parameters: Parameter[]; raw: string; expected: string[];
  guard: 'maintenance' | null; stops_itself: boolean; src: string;
}

export interface DeviceSheet {
  profile: string; status: 'verified' | 'manual_only'; reached_by: string; is_connected: boolean; says: string;
  capabilities: string[]; blinks: boolean; commands: BenchCommand[];
}

export interface Item { kind: Kind; name: string; label: Label; place: Place | null; seat: string; seats: string[]; source: string; device: DeviceSheet | null }

export interface RoomState {
  room_sha256: string;
  equipment_sha256: string;
  profiles: { profile: string; version: number; status: string; sha256: string }[];
}

export interface Described {
  room: string; name: Label; simulated: boolean; items: Item[]; state: RoomState; digest: string; differs_on_disk: boolean; is_busy: boolean;
}

export interface Line { kind: Kind; name: string; label: Label; standing: 'passed' | 'failed' | 'untried'; checks: string[] }

export interface SignOff {
  at: number; who: string; name: string; state: RoomState; digest: string; simulated: boolean; plan_version: number; lines: Line[]; remarks: string;
}

export interface Fitted {
  described: Described | null;
  says: string;
  plan: { version: number; plan: FloorPlan };
  lines: Line[];
  signed: 'never' | 'signed' | 'other-state' | 'unknown';
  sign_offs: SignOff[];
}

export interface Found { key: string; kind: string; path: string; serial_number: string; vendor: string; product: string; address: string; answers: string; note: string }
export type Verdict = 'known' | 'new' | 'missing' | 'simulated' | 'unlooked';
export interface Comparison { verdict: Verdict; kind: 'serial' | 'camera' | 'sound' | 'network'; item: string; found: Found | null; reached_by: string }
export interface Looked { running: boolean; at: number | null; compared: Comparison[]; missed: string[]; says: string }

export interface Message { number: number; at: number; is_ours: boolean; hex: string; text: string; command: string; why: string; latency_ms: number | null }

export interface BenchResult {
  device: string; command: string; args: Record<string, string | number>; done: boolean; says: string; fields: Record<string, string | number>;
  expected: string[]; messages: Message[]; took_ms: number; states: Record<string, string>;
}

export interface Checked { vectors: { command: string; src: string; says: string }[]; gaps: string[] }

/** One room's fitting: what is known of it, and the calls by which it goes on. */
export class Fitting {
  readonly state = signal<Fitted | null>(null);
  readonly looked = signal<Looked | null>(null);
  readonly base: string;

  constructor(readonly room: string) {
    this.base = `${api}/rooms/${encodeURIComponent(room)}/fitting`;
  }

  async look(): Promise<void> {
    this.state.value = await get<Fitted>(this.base);
  }

  async discovery(): Promise<void> {
    this.looked.value = await get<Looked>(`${this.base}/discovery`);
  }

  async discover(): Promise<void> {
    this.looked.value = await post<Looked>(`${this.base}/discovery`);
  }

  /** Keep how a check of each of *things* ended that a person judged. */
  async note(things: [Kind, string][], check: Check, passed: boolean): Promise<void> {
    for (const [kind, name] of things) await post(`${this.base}/notes`, { kind, name, check, passed });
    await this.look();
  }
}

/** Whether *line* has a check of this kind that passed, failed, or none. */
export function checkOf(line: Line | undefined, check: Check): boolean | null {
  const found = line?.checks.find((one) => one.startsWith(`${check} `));
  return found === undefined ? null : found.startsWith(`${check} ✓`);
}

export const lineOf = (lines: Line[], kind: Kind, name: string): Line | undefined => lines.find((one) => one.kind === kind && one.name === name);
