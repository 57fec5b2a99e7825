import { useState } from 'preact/hooks';
import { Key, type AskedState } from '../../ui/key';
import { joinWords } from './words';

interface ConsentProps {
  asked: AskedState | undefined;
  onAgree(): void;
  onDisagree(): void;
}

/** Remote attendance needs each person's own yes; no is an answer too. */
export function Consent({ asked, onAgree, onDisagree }: ConsentProps) {
  const words = joinWords();
  const [ticked, tick] = useState(false);
  return (
    <div class="one-side">
      <h1>{words.consentTitle}</h1>
      <ul class="rules">
        {words.consentRules.map((rule) => (
          <li key={rule}>{rule}</li>
        ))}
      </ul>
      <p>{words.consentText}</p>
      <label class={`tick ${ticked ? 'on' : ''}`}>
        <input type="checkbox" checked={ticked} onChange={(event) => tick(event.currentTarget.checked)} />
        {words.consentBox}
      </label>
      <div class="pair">
        <Key look="go big" icon="check" label={words.agree} locked={ticked ? undefined : words.consentBox} asked={asked} onTap={onAgree} />
        <Key look="big" icon="x" label={words.disagree} onTap={onDisagree} />
      </div>
    </div>
  );
}
