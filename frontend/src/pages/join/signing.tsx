/** After closing: a remote person reads the text and signs it by hand on the own page. */
import { useState } from 'preact/hooks';
import { clockTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { waitsToBeCalled } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import type { Participant } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { SignDialog, type Given } from '../../ui/sign-dialog';
import { signWords } from '../../ui/sign-words';
import { tell } from '../../ui/toast';
import type { Desk } from '../panel/desk';
import { HelpKeys } from './court';
import { joinWords } from './words';

export function SignOwn({ store, desk, me }: { store: HearingStore; desk: Desk; me: Participant }) {
  const words = joinWords();
  const [isReading, read] = useState(false);
  const signed = store.state?.signatures.filter((one) => one.participant === me.id).at(-1);
  const give = async (given: Given) => {
    if (await desk.ask('sign', { type: 'sign-transcript', ...given })) read(false);
  };
  const object = async (line: number, text: string) => {
    if (await desk.ask('object', { type: 'ask-correction', participant: me.id, line, text })) tell(signWords().objected, '');
    read(false);
  };
  return (
    <div class="one-side">
      <h1>{signed ? words.signedTitle : words.signTitle}</h1>
      <p>{signed ? words.signedText(clockTime(signed.at)) : words.signText}</p>
      {signed && (
        <p class="told" role="status">
          <Icon name="circle-check" />
          {words.signedTitle}
        </p>
      )}
      <Key look={signed ? 'big' : 'go huge'} icon="pen-line" label={signed ? words.signAgain : words.signOpen} asked={desk.asked.value['sign']} onTap={() => read(true)} />
      <HelpKeys store={store} desk={desk} />
      {isReading && <SignDialog hearing={store.hearing} who="me" called={`${court().role[me.role]} ${me.name}`} name={me.name} ownPart={waitsToBeCalled(me)} onSign={(given) => void give(given)} onObject={(line, text) => void object(line, text)} onClose={() => read(false)} />}
    </div>
  );
}
