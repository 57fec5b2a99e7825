import { useMemo } from 'preact/hooks';
import { Icon } from '../../ui/icon';
import { fittingWords } from './words';

export interface Draft { yaml: string; diff: string; faults: string[]; blanked: number }

/** The room file that was made, how it differs from the running one, and what is wrong with it. */
export function Drafted({ draft, room }: { draft: Draft; room: string }) {
  const words = fittingWords();
  const address = useMemo(() => URL.createObjectURL(new Blob([draft.yaml], { type: 'application/yaml' })), [draft.yaml]);
  return (
    <div class="drafted">
      <h3>{words.drafted}</h3>
      {draft.faults.length > 0 && (
        <div class="notice warn">
          <b>{words.faults}</b>
          <ul>{draft.faults.map((fault) => <li key={fault}>{fault}</li>)}</ul>
        </div>
      )}
      {draft.blanked > 0 && <p class="notice warn"><Icon name="lock" /> {words.blanked(draft.blanked)}</p>}
      <h3>{words.diffTitle}</h3>
      {draft.diff ? (
        <pre class="diff" tabIndex={0} aria-label={words.diffTitle}>
          {draft.diff.split('\n').map((line, at) => <span key={at} class={line.startsWith('+') ? 'added' : line.startsWith('-') ? 'gone' : ''}>{`${line}\n`}</span>)}
        </pre>
      ) : <p class="empty">{words.noDiff}</p>}
      {draft.faults.length === 0 && <a class="key plain primary" href={address} download={`${room}.yaml`}><Icon name="download" /><span>{words.download}</span></a>}
    </div>
  );
}
