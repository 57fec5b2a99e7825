import { useEffect, useRef, useState } from 'preact/hooks';
import { span } from '../lib/clock';
import { fetchFile, Refused } from '../lib/http';
import { trackLabel } from '../lib/track-label';
import { Dialog } from '../ui/dialog';
import type { Person, Playable } from './record';
import { reviewWords } from './review-words';
import { saveAs } from './saving';

export interface ClipAsked {
  track: Playable;
  /** Seconds of the timeline. */
  since: number;
  until: number;
}

/** Gives the address of a clip; null where nothing of the track was recorded then. */
export type ClipAddress = (asked: ClipAsked) => string | null;

interface ClipDialogProps {
  tracks: Playable[];
  people: Person[];
  at: number;
  end: number;
  address: ClipAddress;
  onClose(): void;
}

const AROUND_S = 30;

/** Seconds of ``1:02:03``, ``2:03`` or ``63``; null where it is none. */
export function secondsOf(text: string): number | null {
  if (!/^(\d+:){0,2}\d+(\.\d+)?$/.test(text.trim())) return null;
  return text.trim().split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** One stretch of one track, with what proves it, as a file. */
export function ClipDialog({ tracks, people, at, end, address, onClose }: ClipDialogProps) {
  const words = reviewWords();
  const [name, setName] = useState(tracks[0]?.name ?? '');
  const [since, setSince] = useState(span(Math.max(0, at - AROUND_S) * 1000));
  const [until, setUntil] = useState(span(Math.min(end, at + AROUND_S) * 1000));
  const [state, setState] = useState<'asking' | 'busy' | 'done'>('asking');
  const [fault, setFault] = useState('');
  const broken = useRef(new AbortController());
  useEffect(() => () => broken.current.abort(), []);
  const take = async () => {
    const [from, to] = [secondsOf(since), secondsOf(until)];
    const track = tracks.find((one) => one.name === name);
    if (state === 'busy') return;
    if (from === null || to === null || to <= from || !track) return setFault(words.badTime);
    const path = address({ track, since: from, until: to });
    if (!path) return setFault(words.nothingNow);
    setFault('');
    setState('busy');
    try {
      saveAs(`${name}-${since.replaceAll(':', '')}.zip`, await fetchFile(path, broken.current.signal));
      setState('done');
    } catch (refused) {
      setState('asking');
      setFault(refused instanceof Refused ? `${refused.problem.title}。${refused.problem.remedy}` : String(refused));
    }
  };
  return (
    <Dialog title={words.clipTitle} confirm={state === 'busy' ? words.taking : words.take} onConfirm={() => void take()} onClose={onClose}>
      <label class="field">
        {words.track}
        <select value={name} onChange={(event) => setName(event.currentTarget.value)}>
          {tracks.map((track) => <option key={track.name} value={track.name}>{trackLabel(track, people)}</option>)}
        </select>
      </label>
      <div class="stretch">
        <label class="field">{words.from}<input class="number" value={since} onInput={(event) => setSince(event.currentTarget.value)} /></label>
        <label class="field">{words.to}<input class="number" value={until} onInput={(event) => setUntil(event.currentTarget.value)} /></label>
      </div>
      <p>{words.clipHelp}</p>
      <p role="status" aria-live="polite">{fault ? <b class="fault">{fault}</b> : state === 'busy' ? words.taking : state === 'done' ? words.taken : ''}</p>
      {state === 'busy' && <progress aria-label={words.taking} />}
    </Dialog>
  );
}
