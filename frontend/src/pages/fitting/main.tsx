import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import '../../ui/desk.css';
import './fitting.css';
import { announce, language, speak } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { signedIn, type Me } from '../../lib/signed-in';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { Toasts } from '../../ui/toast';
import { partWords } from '../../ui/words';
import { attempt } from '../admin/made';
import { Bench } from './bench';
import { Discover } from './discover';
import { Fitting } from './fitting';
import { Identify } from './identify';
import { Plan } from './plan-step';
import { SignOffStep } from './sign-off';
import { Steps, type StepName } from './steps';
import { fittingWords } from './words';

const root = document.getElementById('page') as HTMLElement;
const room = new URLSearchParams(location.search).get('room') ?? '';
announce(() => fittingWords().title);
showPresses(document);

function Page({ me }: { me: Me }) {
  const words = fittingWords();
  const [fitting] = useState(() => new Fitting(room));
  const [step, setStep] = useState<StepName>('discover');
  const [unsaved, setUnsaved] = useState(false);
  const mayFit = me.role === 'administrator' || me.role === 'technician';
  const look = () => void attempt(() => fitting.look());
  useEffect(() => {
    if (mayFit && room) look();
  }, []);
  const known = fitting.state.value;
  const here = known?.described;
  return (
    <main class="admin fitting">
      <header>
        <h1>
          {words.title}
          {here && <small>{here.name[language.value]} · {here.room}</small>}
        </h1>
        <span>{me.name}</span>
        <a class="key plain" href="./admin"><Icon name="layout-dashboard" /><span>{words.back}</span></a>
        <Key look="plain" icon="refresh-cw" label={words.reload} onTap={look} />
        <button type="button" class="tongue" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
          <Icon name="languages" />
          {partWords().english}
        </button>
      </header>
      {!mayFit && <p class="notice">{words.notYours}</p>}
      {mayFit && !room && <p class="notice">{words.noRoom}</p>}
      {mayFit && room && !known && <p class="notice">{words.loading}</p>}
      {known && <Notices fitting={fitting} />}
      {known && (
        <>
          <Steps fitting={fitting} step={step} unsaved={unsaved} onStep={setStep} />
          {/* Each step stays as it was left: a drawn plan or a tried command is there again. */}
          <section role="tabpanel" id="panel-discover" aria-labelledby="tab-discover" hidden={step !== 'discover'}><Discover fitting={fitting} /></section>
          <section role="tabpanel" id="panel-identify" aria-labelledby="tab-identify" hidden={step !== 'identify'}><Identify fitting={fitting} shown={step === 'identify'} /></section>
          <section role="tabpanel" id="panel-plan" aria-labelledby="tab-plan" hidden={step !== 'plan'}><Plan fitting={fitting} onUnsaved={setUnsaved} /></section>
          <section role="tabpanel" id="panel-bench" aria-labelledby="tab-bench" hidden={step !== 'bench'}><Bench fitting={fitting} /></section>
          <section role="tabpanel" id="panel-sign" aria-labelledby="tab-sign" hidden={step !== 'sign'}><SignOffStep fitting={fitting} me={me} /></section>
        </>
      )}
      <Toasts />
    </main>
  );
}

/** What somebody has to know before any step. */
function Notices({ fitting }: { fitting: Fitting }) {
  const words = fittingWords();
  const here = fitting.state.value?.described;
  return (
    <>
      {!here && <p class="notice warn"><Icon name="wifi-off" /> {words.away}</p>}
      {here?.simulated && <p class="notice"><Icon name="info" /> {words.simulated}</p>}
      {here?.is_busy && <p class="notice warn"><Icon name="gavel" /> {words.busy}</p>}
      {here?.differs_on_disk && <p class="notice warn"><Icon name="triangle-alert" /> {words.differs}</p>}
    </>
  );
}

void signedIn().then((me) => me && render(<Page me={me} />, root));
