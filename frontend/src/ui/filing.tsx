/** Filing exhibits: a key that chooses files, a place to drop them, and how far each is. */
import { useRef, useState } from 'preact/hooks';
import { identity } from '../lib/command';
import { Refused } from '../lib/http';
import { ACCEPTED, upload } from '../lib/upload';
import './filing.css';
import { filingWords } from './filing-words';
import { Icon } from './icon';
import { Key } from './key';

export interface Going {
  id: string;
  file: File;
  /** Share that has gone up, 0 to 1. */
  share: number;
  fault: string;
}

/** Files on their way, one after another; what failed stays until it is sent again or put away. */
export function useFiling(hearing: string, start: Going[] = []) {
  const [going, setGoing] = useState<Going[]>(start);
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const change = (id: string, more: Partial<Going>) => setGoing((all) => all.map((one) => (one.id === id ? { ...one, ...more } : one)));
  const drop = (id: string) => setGoing((all) => all.filter((one) => one.id !== id));
  const send = (one: Going) => {
    change(one.id, { share: 0, fault: '' });
    line.current = line.current.then(() =>
      upload(hearing, one.file, one.id, (share) => change(one.id, { share })).then(
        () => drop(one.id),
        (why: unknown) => change(one.id, { fault: why instanceof Refused ? [why.problem.title, why.problem.detail, why.problem.remedy].filter(Boolean).join(' ') : filingWords().unreachable }),
      ),
    );
  };
  const file = (files: Iterable<File>) => {
    const added = [...files].map((one): Going => ({ id: identity(), file: one, share: 0, fault: '' }));
    setGoing((all) => [...all, ...added]);
    added.forEach(send);
  };
  return { going, file, send, drop };
}

export type Filing = ReturnType<typeof useFiling>;

export function FilingKey({ filing, stale, locked, look }: { filing: Filing; stale?: boolean; locked?: string | undefined; look?: string }) {
  const words = filingWords();
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input ref={chooser} type="file" multiple accept={ACCEPTED} hidden aria-label={words.choose}
        onChange={(event) => (filing.file(event.currentTarget.files ?? []), (event.currentTarget.value = ''))} />
      <Key look={look ?? 'plain'} icon="upload" label={words.file} stale={stale === true} locked={locked} onTap={() => chooser.current?.click()} />
    </>
  );
}

/** What is on its way, and what did not arrive and why. */
export function FilesGoing({ filing }: { filing: Filing }) {
  const words = filingWords();
  if (filing.going.length === 0) return null;
  return (
    <ul class="files-going" aria-label={words.going}>
      {filing.going.map((one) => (
        <li key={one.id} class={one.fault ? 'failed' : ''}>
          <Icon name={one.fault ? 'triangle-alert' : 'upload'} />
          <div>
            <b>{one.file.name}</b>
            {one.fault ? (
              <span role="alert">{one.fault}</span>
            ) : (
              <>
                <progress value={one.share} max={1} aria-label={one.file.name} />
                <span class="number">{one.share >= 1 ? words.drawing : one.share > 0 ? words.sent(Math.floor(100 * one.share)) : words.waits}</span>
              </>
            )}
          </div>
          {one.fault && (
            <>
              <Key look="plain" icon="refresh-cw" label="" name={words.again} onTap={() => filing.send(one)} />
              <Key look="plain" icon="x" label="" name={words.putAway} onTap={() => filing.drop(one.id)} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Let files be dropped on what these go on. */
export function dropping(filing: Filing, may: boolean, over: (is: boolean) => void) {
  const holdsFiles = (event: DragEvent) => may && (event.dataTransfer?.types.includes('Files') ?? false);
  return {
    onDragOver: (event: DragEvent) => holdsFiles(event) && (event.preventDefault(), over(true)),
    onDragLeave: (event: DragEvent) => event.currentTarget === event.target && over(false),
    onDrop: (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      over(false);
      filing.file(event.dataTransfer?.files ?? []);
    },
  };
}
