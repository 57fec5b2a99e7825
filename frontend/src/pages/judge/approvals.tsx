/** Everything that waits for the judge, in one list; beneath it the broadcast's approval and what is signed after closing. */
import { isOver } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { HoldKey } from '../../ui/hold';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { Key } from '../../ui/key';
import { AwaitedTakes } from '../panel/awaited-takes';
import { Approvals as BroadcastApproval } from '../panel/broadcast';
import type { Desk } from '../panel/desk';
import { Objections } from '../panel/objections';
import { SigningList } from '../panel/signing';
import { panelWords } from '../panel/words';
import type { Due } from './due';
import { judgeWords } from './words';

export type Question = 'hindrance' | 'ledger' | 'openness' | 'restore';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
  list: Due[];
  ask(what: Question): void;
  onDeliberation(): void;
}

export function ApprovalList(props: Props) {
  const { store, desk, stale } = props;
  const state = store.state;
  const parts = { store, desk, stale };
  return (
    <div class="over" tabIndex={0} role="region" aria-label={judgeWords().view['approvals']}>
      <DueList {...props} />
      {state && isOver(state) && <AwaitedTakes {...parts} />}
      <Objections {...parts} />
      {state?.course === 'signing' && <SigningList {...parts} />}
      <BroadcastApproval {...parts} />
    </div>
  );
}

export function DueList(props: Props) {
  const words = judgeWords();
  return (
    <section class="people due" aria-label={words.due}>
      <h2 class="head">
        {words.due}
        <em class="number">{props.list.length || ''}</em>
      </h2>
      {props.list.length === 0 && <p class="empty">{words.nothingDue}</p>}
      <ul aria-label={words.due}>
        {props.list.map((one) => (
          <Item key={keyOf(one)} one={one} {...props} />
        ))}
      </ul>
    </section>
  );
}

const keyOf = (one: Due): string => (one.kind === 'arrived' ? `arrived-${one.person.id}` : one.kind === 'release' ? `release-${one.showing}` : one.kind);

const icons: Record<Due['kind'], IconName> = {
  hindrance: 'triangle-alert', cut: 'ban', openness: 'door-open', minutes: 'pen-line', sign: 'pen-line', faults: 'file-check', endings: 'server', corrections: 'pencil', arrived: 'user-check', release: 'eye',
};

function Item({ one, ...props }: Props & { one: Due }) {
  const [title, text] = told(one);
  return (
    <li class="person waits">
      <Icon name={icons[one.kind]} />
      <div class="who">
        <b>{title}</b>
        <span>{text}</span>
      </div>
      <Act one={one} {...props} />
    </li>
  );
}

function told(one: Due): [string, string] {
  const words = judgeWords();
  switch (one.kind) {
    case 'hindrance':
      return [words.hindered, words.hinderedText];
    case 'cut':
      return [words.restoreCut, words.restoreCutText];
    case 'openness':
      return [words.undecidedOpenness, words.undecidedText];
    case 'minutes':
      return [words.minutes, words.secret];
    case 'sign':
      return [words.signText, ''];
    case 'faults':
      return [words.faults(one.count), ''];
    case 'endings':
      return [words.endings(one.count), ''];
    case 'corrections':
      return [words.corrections(one.count), ''];
    case 'arrived':
      return [words.arrived(one.person.name), one.person.place];
    case 'release':
      return [words.release(one.title), words.releaseText];
  }
}

/** What can be done about it here; what is done further down the list has no key of its own. */
function Act({ one, desk, stale, ask, onDeliberation }: Props & { one: Due }) {
  const words = judgeWords();
  const asked = desk.asked.value;
  switch (one.kind) {
    case 'hindrance':
      return <Key look="plain alert" label={words.decide} stale={stale} onTap={() => ask('hindrance')} />;
    case 'cut':
      return <HoldKey look="plain restore" label={panelWords().restore} stale={stale} asked={asked['restore']} onHeld={() => void desk.ask('restore', { type: 'restore-broadcast' })} onKeyboard={() => ask('restore')} />;
    case 'openness':
      return <Key look="plain alert" label={words.announce} stale={stale} asked={asked['openness']} onTap={() => ask('openness')} />;
    case 'minutes':
      return <Key look="plain primary" label={words.see} stale={stale} onTap={onDeliberation} />;
    case 'faults':
      return <Key look="plain primary" icon="gavel" label={words.sign} stale={stale} onTap={() => ask('ledger')} />;
    case 'arrived':
      return <Key look="plain alert" icon="user-check" label={panelWords().admit} name={`${panelWords().admit}: ${one.person.name}`} stale={stale} asked={asked[`admit:${one.person.id}`]} onTap={() => void desk.ask(`admit:${one.person.id}`, { type: 'admit', participant: one.person.id })} />;
    case 'release':
      return <Key look="plain alert" icon="eye" label={words.releaseKey} stale={stale} asked={asked[`release:${one.showing}`]} onTap={() => void desk.ask(`release:${one.showing}`, { type: 'release-evidence', showing: one.showing })} />;
    case 'sign':
    case 'endings':
    case 'corrections':
      return null;
  }
}
