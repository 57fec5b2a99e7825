/** Calls for help, the keys of the keyboard, and how this one panel is set up. */
import type { HearingStore } from '../../lib/store';
import type { HelpCall } from '../../lib/words';
import { Key } from '../../ui/key';
import { BailiffKey } from './bailiff';
import type { Desk } from './desk';
import { Setup } from './setup';
import { panelWords } from './words';

const kinds: HelpCall['kind'][] = ['technical', 'bailiff', 'interpreter', 'medical'];

/** Calls for help: to make one, and to see to those of others. */
export function Help({ desk, store, stale, onKeys }: { desk: Desk; store: HearingStore; stale: boolean; onKeys(): void }) {
  const words = panelWords();
  const open = new Set(store.state?.help.filter((call) => call.answered_at === null).map((call) => call.kind));
  return (
    <section class="help" aria-label={words.helpTitle}>
      <h2 class="head">{words.helpTitle}</h2>
      <BailiffKey store={store} desk={desk} stale={stale} />
      {kinds.map((kind) => (
        <div key={kind} class="call">
          <Key look={open.has(kind) ? 'alert' : ''} icon={kind === 'medical' ? 'stethoscope' : kind === 'bailiff' ? 'siren' : kind === 'technical' ? 'wrench' : 'languages'} label={words.helpKinds[kind] ?? kind}
            small={open.has(kind) ? words.helpAsked : undefined} stale={stale} asked={desk.asked.value[`help:${kind}`]} onTap={() => !open.has(kind) && void desk.ask(`help:${kind}`, { type: 'ask-help', kind })} />
          {open.has(kind) && <Key look="plain" icon="check" label={words.helpAnswer} stale={stale} asked={desk.asked.value[`helped:${kind}`]} onTap={() => void desk.ask(`helped:${kind}`, { type: 'answer-help', kind })} />}
        </div>
      ))}
      <Key look="plain" icon="keyboard" label={words.keysKey} shortcut="?" onTap={onKeys} />
      <Setup />
    </section>
  );
}
