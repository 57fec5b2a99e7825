/** Who announced it, why, and for which part of the hearing: the fields of a decision on openness. */
import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Participant } from '../lib/words';

type Range = 'whole' | 'from-now';

interface Words {
  judgeName: string;
  reason: string;
  range: string;
  whole: string;
  fromNow: string;
}

/** The fields, and what stands in them; `said()` is `null`, and the first empty field has the focus, until all is said. */
export function useAnnouncement(words: Words, presiding: Participant | undefined, first: Range): { fields: VNode; said(): { judge: string; reason: string; range: Range } | null } {
  const [range, setRange] = useState<Range>(first);
  const judge = useRef<HTMLInputElement>(null);
  const reason = useRef<HTMLInputElement>(null);
  const said = () => {
    const empty = [judge, reason].find((field) => !field.current?.value.trim());
    empty?.current?.focus();
    return empty ? null : { judge: judge.current?.value.trim() ?? '', reason: reason.current?.value.trim() ?? '', range };
  };
  const fields = (
    <>
      <label class="field">
        {words.judgeName}
        <input ref={judge} required maxLength={200} defaultValue={presiding?.name ?? ''} />
      </label>
      <label class="field">
        {words.reason}
        <input ref={reason} required maxLength={500} />
      </label>
      <div class="options" role="radiogroup" aria-label={words.range}>
        {(['from-now', 'whole'] as const).map((one) => (
          <label key={one} class={`option ${one === range ? 'on' : ''}`}>
            <input type="radio" name="range" checked={one === range} onChange={() => setRange(one)} />
            {one === 'whole' ? words.whole : words.fromNow}
          </label>
        ))}
      </div>
    </>
  );
  return { fields, said };
}
