/** Flashes and beeps at one moment, and measures by the browser's own clocks how far apart they came out. */
export const FLASH_MS = 120;
const BEEP_HZ = 2000;
const BEEP_S = 0.06;
const RAMP_S = 0.001;
const AHEAD_MS = 250;
/** What a telephone's, tablet's or monitor's own display adds behind the browser's last word. */
const DISPLAY_MS = 15;
/** How wrong the sound's way out may be where the browser cannot tell it. */
const UNTOLD_MS = 40;

export interface Clapped {
  own_ms: number;
  uncertainty_ms: number;
  claps: number;
}

interface Clap {
  /** performance ms */
  at: number;
  /** Second of the audio context at which the beep begins, once it was given. */
  when: number | null;
  /** When the frame with the flash is shown, performance ms. */
  shown: number | null;
  /** When the beep left, performance ms. */
  heard: number | null;
  dark: boolean;
}

export class Clapping {
  #claps: Clap[] = [];
  #beep: AudioBuffer;
  #frame = 1000 / 60;
  #before = 0;
  #running = 0;

  constructor(
    readonly context: AudioContext,
    readonly canvas: HTMLCanvasElement,
    readonly onEnd: (clapped: Clapped) => void,
  ) {
    this.#beep = beepOf(context);
    this.#paint(false);
  }

  get isClapping(): boolean {
    return this.#claps.length > 0;
  }

  /** Clap at these moments, performance ms; earlier ones that were asked for are void. */
  ask(moments: number[]): void {
    this.#claps = moments.map((at) => ({ at, when: null, shown: null, heard: null, dark: false }));
    cancelAnimationFrame(this.#running);
    if (moments.length > 0) this.#running = requestAnimationFrame((now) => this.#look(now));
  }

  #look(now: number): void {
    if (this.#before > 0 && now > this.#before) this.#frame += (Math.min(now - this.#before, 100) - this.#frame) / 16;
    this.#before = now;
    const shown = now + this.#frame; // what is painted now is on the screen with the next frame
    for (const clap of this.#claps) {
      if (clap.when === null && clap.at - now < AHEAD_MS) clap.when = this.#sound(clap.at);
      if (clap.shown === null && shown >= clap.at - this.#frame / 2) {
        clap.shown = shown;
        this.#paint(true);
      }
      if (clap.shown !== null && !clap.dark && shown >= clap.shown + FLASH_MS) {
        clap.dark = true;
        this.#paint(false);
      }
      if (clap.dark && clap.heard === null && clap.when !== null) clap.heard = this.#leaves(clap.when);
    }
    if (this.#claps.every((clap) => clap.heard !== null)) this.#end();
    else this.#running = requestAnimationFrame((next) => this.#look(next));
  }

  /** Give the beep to the sound's clock so that it leaves the loudspeaker at *at*. */
  #sound(at: number): number {
    const when = Math.max(this.context.currentTime, this.#second(at));
    const source = this.context.createBufferSource();
    source.buffer = this.#beep;
    source.connect(this.context.destination);
    source.start(when);
    return when;
  }

  /** The second of the audio context that leaves at *at*. */
  #second(at: number): number {
    const { contextTime = 0, performanceTime = 0 } = this.context.getOutputTimestamp();
    if (performanceTime > 0) return contextTime + (at - performanceTime) / 1000;
    return this.context.currentTime + (at - performance.now()) / 1000 - this.#latency();
  }

  /** When a second of the audio context leaves. */
  #leaves(when: number): number {
    return performance.now() + (when - this.#second(performance.now())) * 1000;
  }

  #latency(): number {
    return this.context.outputLatency || this.context.baseLatency || 0;
  }

  #paint(white: boolean): void {
    const paper = this.canvas.getContext('2d');
    if (!paper) return;
    paper.fillStyle = white ? '#ffffff' : '#000000';
    paper.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }

  #end(): void {
    const own = this.#claps.map((clap) => (clap.heard ?? 0) - (clap.shown ?? 0));
    this.#claps = [];
    const mean = own.reduce((sum, one) => sum + one, 0) / own.length;
    const spread = Math.sqrt(own.reduce((sum, one) => sum + (one - mean) ** 2, 0) / own.length);
    const told = this.context.outputLatency > 0 ? Math.max(5, 250 * this.context.outputLatency) : UNTOLD_MS;
    const doubt = this.#frame + DISPLAY_MS + told + spread;
    this.onEnd({ own_ms: tenth(mean), uncertainty_ms: Math.min(1000, tenth(doubt)), claps: own.length });
  }
}

const tenth = (value: number): number => Math.round(value * 10) / 10;

function beepOf(context: AudioContext): AudioBuffer {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.round(BEEP_S * rate), rate);
  const samples = buffer.getChannelData(0);
  for (let n = 0; n < samples.length; n += 1) {
    const at = n / rate;
    const ramp = Math.min(1, at / RAMP_S, (BEEP_S - at) / RAMP_S);
    samples[n] = 0.7 * ramp * Math.sin(2 * Math.PI * BEEP_HZ * at);
  }
  return buffer;
}
