import { useState } from 'preact/hooks';
import { get, own, post } from '../../lib/http';
import { language } from '../../lib/i18n';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { attempt } from '../admin/made';
import { Messages, Result } from './bench-result';
import { lineOf, checkOf, type BenchCommand, type BenchResult, type Checked, type Fitting, type Item, type Message, type Parameter } from './fitting';
import { lockedBy, Standing } from './identify';
import { fittingWords } from './words';

type Args = Record<string, string | number>;

/** Fourth step: commands through the real driver, one at a time, with every byte. */
export function Bench({ fitting }: { fitting: Fitting }) {
  const words = fittingWords();
  const known = fitting.state.value;
  const devices = (known?.described?.items ?? []).filter((one) => one.kind === 'device');
  const [name, setName] = useState('');
  const device = devices.find((one) => one.name === name) ?? devices[0];
  return (
    <>
      <p>{words.benchHelp}</p>
      {devices.length === 0 && <p class="empty">{words.noDevices}</p>}
      <div class="bench">
        <ul class="choices-list">
          {devices.map((one) => (
            <li key={one.name}>
              <Key look="plain" icon={one.device?.is_connected ? 'cable' : 'wifi-off'} on={one === device} label={one.label[language.value]} small={one.device?.is_connected ? words.connected : words.notConnected} onTap={() => setName(one.name)} />
              <Standing passed={checkOf(lineOf(known?.lines ?? [], 'device', one.name), 'bench')} />
            </li>
          ))}
        </ul>
        {device?.device && <DeviceBench key={device.name} item={device} fitting={fitting} />}
      </div>
    </>
  );
}

function DeviceBench({ item, fitting }: { item: Item; fitting: Fitting }) {
  const words = fittingWords();
  const sheet = item.device;
  const [chosen, setChosen] = useState(() => (sheet?.commands.find((one) => one.kind === 'inquiry') ?? sheet?.commands[0])?.name ?? '');
  const [asking, setAsking] = useState<{ command: BenchCommand; args: Args; times: 1 | 2 } | null>(null);
  const [sending, setSending] = useState(false);
  const [result, setResult] = useState<BenchResult | null>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [lately, setLately] = useState<Message[] | null>(null);
  const command = sheet?.commands.find((one) => one.name === chosen);
  const send = async (what: BenchCommand, args: Args) => {
    setAsking(null);
    setSending(true);
    const maintenance = what.guard === 'maintenance';
    await attempt(async () => setResult(await post<BenchResult>(`${fitting.base}/bench`, { device: item.name, command: what.name, args, maintenance })));
    setSending(false);
    await attempt(() => fitting.look());
  };
  const ask = (what: BenchCommand, args: Args) => (what.guard ? setAsking({ command: what, args, times: 1 }) : void send(what, args));
  const check = () =>
    attempt(async () => {
      setChecked(await post<Checked>(`${fitting.base}/vectors/${item.name}`));
      await fitting.look();
    });
  const trace = () => attempt(async () => setLately((await get<{ messages: Message[] }>(`${fitting.base}/trace/${item.name}`)).messages));
  if (!sheet) return null;
  return (
    <div class="device-bench">
      <h2>{item.label[language.value]}</h2>
      <dl>
        <dt>{words.device}</dt><dd>{item.name} · {sheet.profile} · {sheet.status === 'verified' ? words.verified : words.manualOnly}</dd>
        <dt>{words.reached}</dt><dd>{sheet.reached_by}</dd>
      </dl>
      {!sheet.is_connected && <p class="notice warn">{words.notConnected}: {own(sheet.says)}</p>}
      <label class="field">
        {words.command}
        <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          {sheet.commands.map((one) => <option key={one.name} value={one.name}>{one.name}{one.guard ? ` · ${words.maintenance}` : ''}</option>)}
        </select>
      </label>
      {command && <Asked key={command.name} command={command} sending={sending} locked={lockedBy(fitting)} onSend={(args) => ask(command, args)} />}
      <div class="keys">
        <Key look="plain" icon="list-checks" label={words.vectors} locked={fitting.state.value?.described ? undefined : words.away} onTap={() => void check()} />
        <Key look="plain" icon="scroll-text" label={words.trace} locked={fitting.state.value?.described ? undefined : words.away} onTap={() => void trace()} />
      </div>
      {checked && <Vectors checked={checked} />}
      {result && <Result result={result} />}
      {lately && (
        <>
          <h3>{words.traceOf(item.label[language.value])}</h3>
          <Messages messages={lately} />
        </>
      )}
      {asking && (
        <Dialog key={asking.times} title={asking.times === 1 ? words.confirmOnce : words.confirmTwice} confirm={words.sendIt} onClose={() => setAsking(null)}
          onConfirm={() => (asking.times === 1 ? setAsking({ ...asking, times: 2 }) : void send(asking.command, asking.args))}>
          <p>{asking.times === 1 ? words.confirmOnceText : words.confirmTwiceText(`${item.name}.${asking.command.name}`)}</p>
        </Dialog>
      )}
    </div>
  );
}

/** A command's parameters, each with its range, and the key that sends it. */
function Asked({ command, sending, locked, onSend }: { command: BenchCommand; sending: boolean; locked: string | undefined; onSend(args: Args): void }) {
  const words = fittingWords();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (locked !== undefined || sending) return;
    const said = new FormData(event.currentTarget as HTMLFormElement);
    onSend(Object.fromEntries(command.parameters.map((one) => [one.name, valueOf(one, String(said.get(one.name) ?? ''))])));
  };
  return (
    <form onSubmit={submit}>
      {command.parameters.map((one) => <Field key={one.name} parameter={one} />)}
      <dl class="wide">
        <dt>{words.expects}</dt><dd class="bytes">{command.expected.length ? command.expected.map((one) => <code key={one}>{one}</code>) : words.noAnswer}</dd>
        <dt>{words.source}</dt><dd>{command.src}</dd>
      </dl>
      {command.guard && <p class="notice warn wide"><Icon name="triangle-alert" /> {words.maintenance}</p>}
      {command.stops_itself && <p class="notice wide"><Icon name="info" /> {words.stopsItself}</p>}
      <button type="submit" class={`key plain primary ${locked !== undefined ? 'locked' : ''} ${sending ? 'pending' : ''}`} aria-disabled={locked !== undefined} aria-busy={sending} title={locked}>
        <Icon name={locked === undefined ? 'send' : 'lock'} /><span>{sending ? words.sending : words.send}</span>
      </button>
    </form>
  );
}

function Field({ parameter }: { parameter: Parameter }) {
  const words = fittingWords();
  const { name, words: choices, least, most, decimals, form, secret } = parameter;
  if (choices.length > 0) {
    return (
      <label class="field">
        {name}
        <select name={name}>{choices.map((one) => <option key={one}>{one}</option>)}</select>
      </label>
    );
  }
  if (least !== null && most !== null) {
    return (
      <label class="field">
        <span>{name} <small>{words.range(least, most)}{decimals ? ` · ${words.tenths(decimals)}` : ''}</small></span>
        <input name={name} type="number" required min={least} max={most} step="1" defaultValue={String(Math.max(least, Math.min(most, 1)))} />
      </label>
    );
  }
  return (
    <label class="field">
      <span>{name} <small>{words.form(form)}</small></span>
      {secret ? <input name={name} type="password" autocomplete="off" required pattern={form} /> : <input name={name} type="text" autocomplete="off" required pattern={form} />}
    </label>
  );
}

const valueOf = (parameter: Parameter, text: string): string | number => (parameter.least !== null && parameter.words.length === 0 ? Number(text) : text);

function Vectors({ checked }: { checked: Checked }) {
  const words = fittingWords();
  const wrong = [...checked.vectors.filter((one) => one.says).map((one) => `${one.command} (${one.src}): ${one.says}`), ...checked.gaps];
  if (wrong.length === 0) return <p class="state-good" role="status"><Icon name="circle-check" /> {words.vectorsFine(checked.vectors.length)}</p>;
  return (
    <div class="notice warn" role="status">
      <b>{words.vectorsWrong(wrong.length)}</b>
      <ul>{wrong.map((one) => <li key={one}>{one}</li>)}</ul>
    </div>
  );
}
