import { useEffect, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { get, own, post } from '../../lib/http';
import { language } from '../../lib/i18n';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { Meter } from '../../ui/meter';
import { attempt } from '../admin/made';
import { lineOf, checkOf, type Fitting, type Item, type Kind, type Check } from './fitting';
import { fittingWords } from './words';

interface Levels { starting: boolean; levels: Record<string, number>; says: Record<string, string> }
const listenMs = 250;

/** Second step: which is which. */
export function Identify({ fitting, shown }: { fitting: Fitting; shown: boolean }) {
  const words = fittingWords();
  const items = fitting.state.value?.described?.items ?? [];
  const of = (kind: Kind) => items.filter((one) => one.kind === kind);
  return (
    <>
      <p>{words.identifyHelp}</p>
      <h2>{words.cameras}</h2>
      <div class="cards">{of('camera').map((item) => <CameraCard key={item.name} item={item} fitting={fitting} />)}</div>
      {of('camera').length === 0 && <p class="empty">{words.noneHere}</p>}
      <h2>{words.microphones}</h2>
      <Microphones items={of('microphone')} fitting={fitting} shown={shown} />
      <h2>{words.devices}</h2>
      <ul class="rows">{[...of('device'), ...of('loudspeaker')].map((item) => <ActRow key={item.name} item={item} fitting={fitting} />)}</ul>
      {of('device').length === 0 && <p class="empty">{words.noneHere}</p>}
    </>
  );
}

function CameraCard({ item, fitting }: { item: Item; fitting: Fitting }) {
  const words = fittingWords();
  const [taking, setTaking] = useState(false);
  const [picture, setPicture] = useState('');
  const take = async () => {
    setTaking(true);
    await attempt(async () => setPicture((await post<{ jpeg: string }>(`${fitting.base}/identify`, { act: 'picture', name: item.name })).jpeg));
    setTaking(false);
  };
  const label = item.label[language.value];
  const seats: [Kind, string][] = item.seats.map((seat) => ['seat', seat]);
  return (
    <article class="card">
      <h3>{label} <small>{item.name} · {item.source}</small></h3>
      {picture ? <img alt={words.pictureOf(label)} src={`data:image/jpeg;base64,${picture}`} /> : <div class="nothing" aria-hidden="true"><Icon name="camera" /></div>}
      <Key look="plain" icon="camera" label={taking ? words.takingPicture : words.takePicture} name={`${words.takePicture} ${label}`} asked={taking ? 'pending' : undefined} locked={lockedBy(fitting)} onTap={() => void take()} />
      <Judge fitting={fitting} item={item} check="seen" question={picture ? words.isThis(label) : ''} passes={seats} />
    </article>
  );
}

/** A device that blinks, or the loudspeakers that beep. */
function ActRow({ item, fitting }: { item: Item; fitting: Fitting }) {
  const words = fittingWords();
  const [acting, setActing] = useState(false);
  const [acted, setActed] = useState(false);
  const isLoud = item.kind === 'loudspeaker';
  const act = async () => {
    setActing(true);
    setActed(await attempt(() => post(`${fitting.base}/identify`, isLoud ? { act: 'beep' } : { act: 'blink', name: item.name })));
    setActing(false);
  };
  const label = item.label[language.value];
  const verb = isLoud ? words.beep : words.blink;
  return (
    <li>
      <div>
        {label}
        <small>{[item.name, item.device?.profile, item.device?.reached_by ?? item.source].filter(Boolean).join(' · ')}</small>
      </div>
      {item.device && !item.device.blinks ? <small>{words.noBlink}</small> : (
        <>
          <Key look="plain" icon={isLoud ? 'speaker' : 'lightbulb'} label={acting ? (isLoud ? words.beeping : words.blinking) : verb} name={`${verb} ${label}`} asked={acting ? 'pending' : undefined} locked={lockedBy(fitting)} onTap={() => void act()} />
          <Judge fitting={fitting} item={item} check={isLoud ? 'heard' : 'seen'} question={acted ? (isLoud ? words.didBeep : words.didBlink) : ''} />
        </>
      )}
    </li>
  );
}

function Microphones({ items, fitting, shown }: { items: Item[]; fitting: Fitting; shown: boolean }) {
  const words = fittingWords();
  const [listening, setListening] = useState(false);
  const [heard, setHeard] = useState<Levels | null>(null);
  useEffect(() => {
    if (!listening || !shown) return undefined;
    let stays = true;
    const again = async () => {
      while (stays) {
        const well = await attempt(async () => setHeard(await get<Levels>(`${fitting.base}/levels`)));
        if (!well) return setListening(false);
        await new Promise((resolve) => setTimeout(resolve, listenMs));
      }
    };
    void again();
    return () => void (stays = false);
  }, [listening, shown]);
  const seatOf = (item: Item) => fitting.state.value?.described?.items.find((one) => one.kind === 'seat' && one.name === item.seat)?.label[language.value] ?? item.seat;
  if (items.length === 0) return <p class="empty">{words.noneHere}</p>;
  return (
    <>
      <div class="keys">
        <Key look="plain" icon={listening ? 'square' : 'mic'} label={listening ? words.stopListening : words.listen} locked={lockedBy(fitting)} onTap={() => setListening(!listening)} />
        <span role="status">{listening ? (heard?.starting === false ? words.speakInto : words.starting) : ''}</span>
      </div>
      <ul class="rows">
        {items.map((item) => {
          const level = listening ? heard?.levels[item.name] : undefined;
          return (
            <li key={item.name}>
              <div>
                {item.label[language.value]}
                <small>{words.atSeat(seatOf(item))} · {item.name} · {item.source}</small>
                {heard?.says[item.name] && <small class="state-bad">{own(heard.says[item.name])}</small>}
              </div>
              <span class="level"><Meter dbfs={level} /> <span class="number">{level === undefined ? '—' : `${level.toFixed(0)} dBFS`}</span></span>
              <Judge fitting={fitting} item={item} check="heard" question={listening ? ' ' : ''} yes={words.moves} no={words.doesNotMove} passes={[['seat', item.seat]]} />
            </li>
          );
        })}
      </ul>
    </>
  );
}

interface JudgeProps { fitting: Fitting; item: Item; check: Check; question: string; yes?: string; no?: string; passes?: [Kind, string][]; children?: ComponentChildren }

/** A person says whether it was so; the last word stands beside. What passes with it is noted too. */
function Judge({ fitting, item, check, question, yes, no, passes = [] }: JudgeProps) {
  const words = fittingWords();
  const stands = checkOf(lineOf(fitting.state.value?.lines ?? [], item.kind, item.name), check);
  const note = (passed: boolean) => void attempt(() => fitting.note([[item.kind, item.name], ...(passed ? passes : [])], check, passed));
  const label = item.label[language.value];
  return (
    <div class="judge">
      {question && (
        <>
          {question.trim() && <span>{question}</span>}
          <Key look="plain" icon="check" label={yes ?? words.yes} name={`${label} ${yes ?? words.yes}`} onTap={() => note(true)} />
          <Key look="plain" icon="x" label={no ?? words.no} name={`${label} ${no ?? words.no}`} onTap={() => note(false)} />
        </>
      )}
      <Standing passed={stands} />
    </div>
  );
}

/** Passed, failed, or not tried: by icon and word. */
export function Standing({ passed }: { passed: boolean | null }) {
  const words = fittingWords();
  if (passed === null) return <span class="standing"><Icon name="circle-question-mark" /> {words.untried}</span>;
  return <span class={passed ? 'standing state-good' : 'standing state-bad'}><Icon name={passed ? 'circle-check' : 'circle-x'} /> {passed ? words.passed : words.failed}</span>;
}

/** Why nothing may be tried now. */
export function lockedBy(fitting: Fitting): string | undefined {
  const words = fittingWords();
  const here = fitting.state.value?.described;
  return here ? (here.is_busy ? words.busy : undefined) : words.away;
}
