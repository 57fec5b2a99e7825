/** The captions that are to be seen now, from the text tracks that hls.js fills. */

export interface Caption {
  speaker: string;
  text: string;
}

const entities: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Read a WebVTT cue of release: ``<v speaker>text``. */
export function captionOf(cue: string): Caption {
  const [, speaker = '', text = cue] = /^<v ([^>]*)>([^]*)$/.exec(cue) ?? [];
  const plain = (part: string) => part.replace(/<\/?[^>]*>/g, '').replace(/&(amp|lt|gt);/g, (entity) => entities[entity] ?? entity);
  return { speaker: plain(speaker), text: plain(text).trim() };
}

/** Tell *show* which captions stand on *screen*, until the answer is called. The browser itself draws none. */
export function followCaptions(screen: HTMLVideoElement, show: (captions: Caption[]) => void): () => void {
  const tell = () => {
    const found: Caption[] = [];
    for (const track of screen.textTracks) {
      if (track.mode === 'showing') track.mode = 'hidden';
      for (const cue of track.activeCues ?? []) found.push(captionOf((cue as VTTCue).text));
    }
    show(found.slice(-2));
  };
  const timer = setInterval(tell, 200); // hls.js adds cues to a track whose cuechange came already
  return () => clearInterval(timer);
}
