import { useRef, useState } from 'preact/hooks';
import { court } from '../../lib/court-words';
import { can, isInCourt, isOver, isSession, people, waitsToBeCalled } from '../../lib/course';
import { api, post, Refused } from '../../lib/http';
import type { HearingStore } from '../../lib/store';
import type { Participant } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { tell } from '../../ui/toast';
import { partWords } from '../../ui/words';
import type { Desk } from './desk';
import { offerBack } from './taking-back';
import { panelWords } from './words';

interface PeopleProps {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
  links?: boolean;
}

/** Who is here. Those who wait stand on top, in amber: they wait for the clerk. */
export function People({ store, desk, stale, links }: PeopleProps) {
  const words = panelWords();
  const view = store.view.value;
  const [leaving, setLeaving] = useState<Participant | null>(null);
  const [made, setMade] = useState<{ name: string; url: string } | null>(null);
  if (!view) return null;
  const list = people(view.state);
  const waiting = list.filter((person) => person.presence === 'waiting').length;
  return (
    <section class="people" aria-label={words.peopleHead}>
      <h2 class="head">
        {words.peopleHead}
        <em>{words.peopleCount(list.filter(isInCourt).length, waiting)}</em>
      </h2>
      {list.length === 0 && <p class="empty">{words.noPeople}</p>}
      <ul tabIndex={0} aria-label={words.peopleHead}>
        {list.map((person) => (
          <Person key={person.id} person={person} store={store} desk={desk} stale={stale} onRemove={links && can(view, 'admit') && isSession(view.state) && isInCourt(person) && !waitsToBeCalled(person) && person.role !== view.me.role ? () => setLeaving(person) : undefined} onLink={links && !isOver(view.state) ? () => void makeLink(store.hearing, person, setMade) : undefined} />
        ))}
      </ul>
      {leaving && <RemoveDialog person={leaving} desk={desk} onClose={() => setLeaving(null)} />}
      {made && <LinkDialog name={made.name} url={made.url} onClose={() => setMade(null)} />}
    </section>
  );
}

interface PersonProps {
  person: Participant;
  store: HearingStore;
  desk: Desk;
  stale: boolean;
  onLink: (() => void) | undefined;
  onRemove: (() => void) | undefined;
}

function Person({ person, store, desk, stale, onLink, onRemove }: PersonProps) {
  const waits = person.presence === 'waiting';
  return (
    <li class={`person ${waits ? 'waits' : ''} ${isInCourt(person) ? 'here' : ''} ${person.hand_up ? 'hand' : ''}`}>
      <Icon name={person.hand_up ? 'hand' : person.remote ? 'video' : 'user-round'} />
      <div class="who">
        <b>
          {person.name} · {court().role[person.role]}
        </b>
        <span>{describe(person)}</span>
      </div>
      <PersonKey person={person} desk={desk} stale={stale} store={store} />
      {onLink && person.remote && !isInCourt(person) && <Key look="plain" icon="link" label="" name={`${panelWords().link} ${person.name}`} stale={stale} onTap={onLink} />}
      {onRemove && <Key look="plain" icon="user-x" label="" name={`${panelWords().removeKey} ${person.name}`} stale={stale} asked={desk.asked.value[`remove:${person.id}`]} onTap={onRemove} />}
    </li>
  );
}

function PersonKey({ person, store, desk, stale }: Omit<PersonProps, 'onLink' | 'onRemove'>) {
  const words = panelWords();
  const view = store.view.value;
  if (!view || !can(view, 'admit') || !isSession(view.state)) return null;
  const participant = person.id;
  const key = (name: string) => desk.asked.value[`${name}:${participant}`];
  if (person.presence === 'waiting') return <Key look="plain alert" icon="user-check" label={words.admit} stale={stale} asked={key('admit')} onTap={() => void desk.ask(`admit:${participant}`, { type: 'admit', participant })} />;
  if (person.hand_up) return <Key look="plain" icon="hand" label={words.answerHand} stale={stale} asked={key('hand')} onTap={() => void desk.ask(`hand:${participant}`, { type: 'lower-hand', participant })} />;
  if (!waitsToBeCalled(person)) return null;
  if (person.presence === 'called') return <Key look="plain" icon="log-out" label={words.dismiss} stale={stale} asked={key('dismiss')} onTap={() => offerBack({ what: words.dismissing(person.name), note: words.leavingNote, label: words.keepInCourt, onBack: () => undefined, onOver: () => void desk.ask(`dismiss:${participant}`, { type: 'dismiss', participant }) })} />;
  if (person.presence === 'admitted' || !person.remote) return <Key look="plain" icon="megaphone" label={words.callWitness} stale={stale} asked={key('call')} onTap={() => void desk.ask(`call:${participant}`, { type: 'call', participant })} />;
  return null;
}

/** Being ordered out is logged with its reason; five seconds pass before it is asked for. */
function RemoveDialog({ person, desk, onClose }: { person: Participant; desk: Desk; onClose(): void }) {
  const words = panelWords();
  const said = useRef<HTMLInputElement>(null);
  const confirm = () => {
    const reason = said.current?.value.trim();
    if (!reason) return said.current?.focus();
    const onOver = () => void desk.ask(`remove:${person.id}`, { type: 'remove', participant: person.id, reason });
    offerBack({ what: words.removing(person.name), note: words.leavingNote, label: words.keepInCourt, onBack: () => undefined, onOver });
    onClose();
  };
  return (
    <Dialog title={words.removeTitle(person.name)} look="end" confirm={words.removeKey} onConfirm={confirm} onClose={onClose}>
      <p>{words.removeText}</p>
      <label class="field">
        {words.reasonWord}
        <input ref={said} required maxLength={500} autocomplete="off" />
      </label>
    </Dialog>
  );
}

function describe(person: Participant): string {
  const words = panelWords();
  const attends = !person.remote && person.presence === 'invited' ? words.inRoom : words.presence[person.presence];
  const parts = [attends ?? ''];
  if (person.hand_up) parts.unshift(words.handUp);
  const checked = Object.entries(person.checks);
  if (person.presence === 'waiting' && checked.length) {
    const bad = checked.filter(([, found]) => found === 'bad').map(([name]) => words.checkNames[name] ?? name);
    parts.push(bad.length ? words.checksBad(bad.join(words.comma)) : words.checksGood);
  }
  if (person.remote && !isInCourt(person) && !person.consents.includes('remote-hearing')) parts.push(words.notConsented);
  else if (person.place) parts.push(person.place);
  return parts.filter(Boolean).join(' · ');
}

async function makeLink(hearing: string, person: Participant, show: (made: { name: string; url: string }) => void): Promise<void> {
  try {
    const made = await post<{ url: string }>(`${api}/hearings/${hearing}/participants/${person.id}/link`);
    show({ name: person.name, url: made.url });
  } catch (fault) {
    if (fault instanceof Refused) tell(fault.problem.title, fault.problem.remedy);
    else tell(partWords().unconfirmed);
  }
}

export function LinkDialog({ name, url, onClose }: { name: string; url: string; onClose(): void }) {
  const words = panelWords();
  const [copied, setCopied] = useState(false);
  return (
    <Dialog title={`${name} · ${words.link}`} onClose={onClose}>
      <label class="field">
        {words.linkMade}
        <input readOnly value={url} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <div class="choices">
        <Key look="plain primary" icon="copy" label={copied ? words.copied : words.copy} onTap={() => void navigator.clipboard?.writeText(url).then(() => setCopied(true))} />
      </div>
    </Dialog>
  );
}
