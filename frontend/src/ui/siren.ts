/** Two tones in turn until they are stopped: for what nobody in the room may overhear. Made in the page; no file is played. */

const HIGH_HZ = 960;
const LOW_HZ = 720;
const TURN_S = 0.4;
const LOUDNESS = 0.35;

/** Sound until the answer is called. A browser that wants a touch first sounds from the first touch or key on. */
export function sound(): () => void {
  if (typeof AudioContext === 'undefined') return () => undefined;
  const context = new AudioContext();
  const voice = context.createOscillator();
  const volume = context.createGain();
  voice.type = 'square';
  volume.gain.value = LOUDNESS;
  voice.connect(volume).connect(context.destination);
  voice.start();
  const timer = setInterval(() => turn(context, voice), TURN_S * 2000);
  turn(context, voice);
  const wake = () => void context.resume();
  addEventListener('pointerdown', wake);
  addEventListener('keydown', wake);
  return () => {
    clearInterval(timer);
    removeEventListener('pointerdown', wake);
    removeEventListener('keydown', wake);
    void context.close();
  };
}

function turn(context: AudioContext, voice: OscillatorNode): void {
  voice.frequency.setValueAtTime(HIGH_HZ, context.currentTime);
  voice.frequency.setValueAtTime(LOW_HZ, context.currentTime + TURN_S);
}
