import { useEffect, useState } from 'preact/hooks';
import { clockTime, second } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { isInCourt, isOver } from '../../lib/course';
import { Refused } from '../../lib/http';
import { language, speak } from '../../lib/i18n';
import type { HearingStore } from '../../lib/store';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { Key } from '../../ui/key';
import { Toasts } from '../../ui/toast';
import { partWords } from '../../ui/words';
import type { Desk } from '../panel/desk';
import { AtTable } from './at-table';
import { Check, type Checks } from './check';
import { Consent } from './consent';
import { HelpKeys, InCourt, Lamps, Waiting } from './court';
import { letGo, media, take } from './media';
import { SignOwn } from './signing';
import { joinWords } from './words';

export interface Here {
  store: HearingStore;
  desk: Desk;
  participant: string;
}

interface JoinProps {
  here: Here | null;
  onCode(code: string): Promise<void>;
  code: string | null;
}

/** The remote person's page. Which screen shows follows from the hearing's state alone, but for the device check. */
export function Join({ here, onCode, code }: JoinProps) {
  return (
    <div class="join">
      <Header here={here} />
      <main>{here ? <Screen here={here} /> : <CodeForm code={code} onCode={onCode} />}</main>
      <footer class="info">
        <Icon name="info" />
        {joinWords().info}
      </footer>
      <Toasts />
    </div>
  );
}

function Header({ here }: { here: Here | null }) {
  const words = joinWords();
  const state = here?.store.state;
  const me = here && state?.participants[here.participant];
  return (
    <header class="top">
      <b>{state?.court || words.title}</b>
      <span class="who">{me ? words.whoAmI(`${me.name} · ${court().role[me.role]}`, me.place) : words.title}</span>
      {here && <Lamps store={here.store} />}
      <span class="time number">{clockTime(second.value)}</span>
      <button type="button" class="tongue" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
        <Icon name="languages" />
        {partWords().english}
      </button>
    </header>
  );
}

function Screen({ here: { store, desk, participant } }: { here: Here }) {
  const words = joinWords();
  const [checks, setChecks] = useState<Checks | null>(null);
  const [declined, setDeclined] = useState(false);
  const view = store.view.value;
  const link = store.link.value;
  const me = view?.state.participants[participant];
  const over = view ? isOver(view.state) || view.state.course === 'cancelled' : false;
  const gone = me?.presence === 'left' || me?.presence === 'removed';
  const inside = me !== undefined && isInCourt(me) && !over;
  useEffect(() => {
    if (over || link === 'ended' || gone) letGo();
    else if (me?.remote && inside && !media.value) void take(); // a reload while in court
  }, [over, gone, inside, link]);

  if (link === 'ended') return <End icon="wifi-off" title={words.elsewhere} text={words.elsewhereText} />;
  if (!view || !me) return <End icon="hourglass" title={words.connecting} text="" />;
  if (view.state.course === 'signing' && isInCourt(me)) return <SignOwn store={store} desk={desk} me={me} />;
  if (over) return <End icon="circle-check" title={words.over} text={words.overText} />;
  if (me.presence === 'removed') return <End icon="log-out" title={words.removed} text={words.removedText} />;
  if (declined) return <Declined store={store} desk={desk} />;
  const lost = link === 'lost';
  if (!me.remote) return <AtTable store={store} desk={desk} inside={inside} lost={lost} />;
  if (inside) {
    return (
      <>
        {lost && <Lost />}
        <InCourt store={store} desk={desk} me={me} lost={lost} />
      </>
    );
  }
  if (me.presence === 'left' && !checks) return <End icon="log-out" title={words.left} text={words.leftText} action={words.back} onAction={() => void take().then(() => setChecks({ camera: 'unknown', microphone: 'unknown', speaker: 'unknown', codec: 'unknown' }))} />;
  if (me.presence === 'waiting' && (checks || media.value)) {
    return (
      <>
        {lost && <Lost />}
        <Waiting store={store} desk={desk} me={me} />
      </>
    );
  }
  if (!checks) return <Check name={me.name} onDone={setChecks} />;
  if (!me.consents.includes('remote-hearing')) {
    const disagree = () => {
      setDeclined(true);
      letGo();
      void desk.ask('declined', { type: 'ask-help', kind: 'technical', text: words.disagree });
    };
    return <Consent asked={desk.asked.value['consent']} onAgree={() => void desk.ask('consent', { type: 'consent', participant, to: 'remote-hearing' })} onDisagree={disagree} />;
  }
  return <Arriving here={{ store, desk, participant }} checks={checks} />;
}

/** Tell the court that the person is here, and again when the link comes back. */
function Arriving({ here: { store, desk, participant }, checks }: { here: Here; checks: Checks }) {
  const words = joinWords();
  const link = store.link.value;
  const arrive = () => void desk.ask('arrive', { type: 'arrive', participant, checks });
  useEffect(() => {
    if (link === 'live') arrive();
  }, [link]);
  return <End icon="hourglass" title={words.connecting} text={words.consented} {...(desk.asked.value['arrive'] ? {} : { action: words.retry, onAction: arrive })} />;
}

function Declined({ store, desk }: { store: HearingStore; desk: Desk }) {
  const words = joinWords();
  return (
    <div class="one-side">
      <h1>{words.refusedTitle}</h1>
      <p>{words.refusedText}</p>
      <HelpKeys store={store} desk={desk} />
    </div>
  );
}

function Lost() {
  const words = joinWords();
  return (
    <div class="lost-bar" role="alert">
      <Icon name="wifi-off" />
      <b>{words.lost}</b>
      {words.lostText}
    </div>
  );
}

interface EndProps {
  icon: IconName;
  title: string;
  text: string;
  action?: string;
  onAction?(): void;
}

function End({ icon, title, text, action, onAction }: EndProps) {
  return (
    <div class="end-screen" role="status">
      <Icon name={icon} />
      <h1>{title}</h1>
      <p>{text}</p>
      {action && onAction && <Key look="go big" icon="log-in" label={action} onTap={onAction} />}
    </div>
  );
}

function CodeForm({ code, onCode }: { code: string | null; onCode(code: string): Promise<void> }) {
  const words = joinWords();
  const [text, setText] = useState(code ?? '');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<[string, string] | null>(null);
  const enter = async (given: string) => {
    if (!given.trim() || busy) return;
    setBusy(true);
    setFault(null);
    await onCode(given).catch((problem: unknown) => {
      if (problem instanceof Refused) setFault([problem.problem.title || words.wrongCode, problem.problem.remedy || words.askCourt]);
      else setFault([words.noServer, words.checkNetwork]);
    });
    setBusy(false);
  };
  useEffect(() => {
    if (code) void enter(code);
  }, []);
  return (
    <form class="one-side" onSubmit={(event) => (event.preventDefault(), void enter(text))}>
      <h1>{words.codeTitle}</h1>
      <p>{words.codeText}</p>
      <label class="field">
        {words.code}
        <input class="number" value={text} onInput={(event) => setText(event.currentTarget.value)} autocomplete="one-time-code" spellcheck={false} maxLength={60} required />
      </label>
      {fault && (
        <div class="trouble" role="alert">
          <b>{fault[0]}</b>
          <p>{fault[1]}</p>
        </div>
      )}
      <button type="submit" class={`key go huge ${busy ? 'pending' : ''}`} aria-busy={busy}>
        <Icon name="log-in" />
        {words.enter}
      </button>
    </form>
  );
}
