/** Sound levels: dBFS to steps of a meter, and the level of a microphone of this machine. */

export const STEPS = 8;

/** How many of the meter's steps *dbfs* lights: silence none, -54 one, -6 and louder all. */
export function steps(dbfs: number | undefined): number {
  if (dbfs === undefined || !Number.isFinite(dbfs)) return 0;
  return Math.max(0, Math.min(STEPS, Math.floor((dbfs + 60) / 6.5)));
}

/** Tell *heard* the level of *sound* in dBFS ten times a second, until the answer is called. */
export function listen(sound: MediaStream, heard: (dbfs: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(sound).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    heard(power > 0 ? 10 * Math.log10(power) : -Infinity);
  }, 100);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
