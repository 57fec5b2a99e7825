import { useEffect, useRef, useState } from 'preact/hooks';
import { clockTime, dayOf } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { Refused } from '../../lib/http';
import { bind } from '../../lib/keyboard';
import { ROLES } from '../../lib/words';
import { Key } from '../../ui/key';
import { addressOf, askedIn, find, type Asked, type Hit } from './asking';
import { searchWords } from './words';

interface Room {
  room: string;
  room_name: string;
}

/** A form, what was found, newest first, and where each is to be heard. */
export function Search({ rooms }: { rooms: Room[] }) {
  const words = searchWords();
  const [asked, setAsked] = useState<Asked>(() => askedIn(location.search));
  const [found, show] = useState<Hit[]>([]);
  const [next, setNext] = useState<number | null>(null);
  const [state, setState] = useState<'start' | 'busy' | 'done' | 'failed'>('start');
  const [fault, setFault] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const turn = useRef(0);
  const ask = async (what: Asked, before: number | null, had: Hit[]) => {
    if (!what.q) return setState('start');
    const mine = (turn.current += 1);
    setState('busy');
    try {
      const page = await find(what, before);
      if (mine !== turn.current) return undefined; // a later question was asked meanwhile
      show([...had, ...page.found]);
      setNext(page.next);
      return setState('done');
    } catch (broken) {
      if (mine !== turn.current) return undefined;
      setFault(broken instanceof Refused ? `${broken.problem.title}。${broken.problem.remedy}` : String(broken));
      return setState('failed');
    }
  };
  useEffect(() => void ask(asked, null, []), []);
  const submit = (form: HTMLFormElement) => {
    const what = askedIn(`?${new URLSearchParams(new FormData(form) as unknown as Record<string, string>)}`);
    history.replaceState(null, '', `?${addressOf(what)}`);
    setAsked(what);
    show([]);
    void ask(what, null, []);
  };
  const step = (by: number) => {
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const here = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[Math.max(0, Math.min(links.length - 1, here + by))]?.focus();
  };
  useEffect(() => bind(() => ({ '/': () => field.current?.focus(), ArrowDown: () => step(1), ArrowUp: () => step(-1) })), []);
  return (
    <>
      <section aria-labelledby="asking">
        <h2 id="asking" class="unseen">{words.query}</h2>
        <form role="search" onSubmit={(event) => (event.preventDefault(), submit(event.currentTarget))}>
          <label class="field wide">
            {words.query}
            <input ref={field} name="q" type="search" required maxLength={100} defaultValue={asked.q} aria-describedby="hint" autofocus onKeyDown={(event) => event.key === 'ArrowDown' && (event.preventDefault(), step(1))} />
          </label>
          <label class="field">{words.caseNumber}<input name="case" maxLength={80} defaultValue={asked.case} /></label>
          <label class="field">
            {words.room}
            <select name="room" defaultValue={asked.room}>
              <option value="">{words.anyRoom}</option>
              {rooms.map((one) => <option key={one.room} value={one.room} selected={one.room === asked.room}>{one.room_name}</option>)}
            </select>
          </label>
          <label class="field">
            {words.role}
            <select name="role">
              <option value="">{words.anyRole}</option>
              <option value="bench" selected={asked.role === 'bench'}>{words.bench}</option>
              {ROLES.map((role) => <option key={role} value={role} selected={role === asked.role}>{court().role[role]}</option>)}
            </select>
          </label>
          <label class="field">{words.since}<input name="since" type="date" defaultValue={asked.since} /></label>
          <label class="field">{words.until}<input name="until" type="date" defaultValue={asked.until} /></label>
          <button type="submit" class="key plain primary">{words.go}</button>
        </form>
        <p id="hint" class="empty">{words.hint}</p>
      </section>
      <section aria-labelledby="results" aria-busy={state === 'busy'}>
        <h2 id="results">{words.results}</h2>
        <p role="status" class="empty">{state === 'busy' ? words.searching : state === 'done' && found.length ? words.shown(found.length) : ''}</p>
        {state === 'start' && <Empty title={words.start} help={words.startHelp} />}
        {state === 'done' && !found.length && next === null && <Empty title={words.nothing} help={words.nothingHelp} />}
        <ol ref={list} class="hits">{found.map((hit) => <Found key={`${hit.hearing}${hit.event.seq}`} hit={hit} />)}</ol>
        {state === 'failed' && (
          <div class="trouble" role="alert">
            <b>{words.failed}</b>
            {fault} <Key look="plain" icon="refresh-cw" label={words.again} onTap={() => void ask(asked, found.length ? next : null, found)} />
          </div>
        )}
        {state === 'done' && next !== null && <Key look="plain" icon="arrow-down-to-line" label={found.length ? words.more : words.scrollOn} onTap={() => void ask(asked, next, found)} />}
        {state === 'done' && next === null && found.length > 0 && <p class="empty">{words.end}</p>}
      </section>
    </>
  );
}

function Empty({ title, help }: { title: string; help: string }) {
  return (
    <div class="nothing">
      <b>{title}</b>
      <p>{help}</p>
    </div>
  );
}

/** One hit: who said it, where and when, with the words marked; it opens the player at that second. */
function Found({ hit }: { hit: Hit }) {
  const words = searchWords();
  const who = hit.speaker || (hit.event.type === 'line-spoken' ? '' : words.logged);
  return (
    <li>
      <a href={`./player?hearing=${hit.hearing}${hit.position === null ? '' : `#t=${hit.position}`}`}>
        <span class="said">
          {who && <b>{who}</b>} {hit.snippet.map((piece, nth) => (piece.hit ? <mark key={nth}>{piece.text}</mark> : piece.text))}
        </span>
        <small>
          <span class="number">{hit.case.number}</span> · {words.sitting(hit.sitting)} · {hit.room_name} · <time class="number">{dayOf(hit.at)} {clockTime(hit.at)}</time>
          {hit.superseded && <em>{words.superseded}</em>}
        </small>
      </a>
    </li>
  );
}
