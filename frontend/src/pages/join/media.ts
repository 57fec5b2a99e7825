/** This machine's camera and microphone, taken once and kept while the person is here. */
import { signal } from '@preact/signals';

export type MediaState = 'off' | 'asking' | 'on' | 'denied' | 'none' | 'insecure';

export const media = signal<MediaStream | null>(null);
export const mediaState = signal<MediaState>('off');

const wanted: MediaStreamConstraints = {
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } },
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};

/** Ask for both; with only one of them there, take that one. */
export async function take(): Promise<void> {
  if (media.value) return;
  if (!navigator.mediaDevices?.getUserMedia) return void (mediaState.value = 'insecure');
  mediaState.value = 'asking';
  for (const constraints of [wanted, { audio: wanted.audio! }, { video: wanted.video! }]) {
    try {
      media.value = await navigator.mediaDevices.getUserMedia(constraints);
      mediaState.value = 'on';
      return;
    } catch (fault) {
      mediaState.value = fault instanceof DOMException && fault.name === 'NotAllowedError' ? 'denied' : 'none';
      if (mediaState.value === 'denied') return;
    }
  }
}

/** Let go of both: their lights go out. */
export function letGo(): void {
  media.value?.getTracks().forEach((track) => track.stop());
  media.value = null;
  mediaState.value = 'off';
}

/** A pleasant sound of one second, for the person to say whether it was heard. */
export async function tone(): Promise<void> {
  const context = new AudioContext();
  const volume = context.createGain();
  volume.connect(context.destination);
  volume.gain.setValueAtTime(0, context.currentTime);
  volume.gain.linearRampToValueAtTime(0.25, context.currentTime + 0.05);
  volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 1.2);
  for (const pitch of [523.25, 659.25]) {
    const voice = context.createOscillator();
    voice.frequency.value = pitch;
    voice.connect(volume);
    voice.start();
    voice.stop(context.currentTime + 1.2);
  }
  await new Promise((resolve) => setTimeout(resolve, 1300));
  await context.close();
}
