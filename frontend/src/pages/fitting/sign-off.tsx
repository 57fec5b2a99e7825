import { useState } from 'preact/hooks';
import { clockTime, dayOf } from '../../lib/clock';
import { post } from '../../lib/http';
import { language } from '../../lib/i18n';
import type { Me } from '../../lib/signed-in';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { attempt } from '../admin/made';
import type { Fitting, Line, RoomState, SignOff } from './fitting';
import { lockedBy, Standing } from './identify';
import { fittingWords } from './words';

/** Fifth step: every thing with its result, and somebody's name under it. Printed, it is a page for the file. */
export function SignOffStep({ fitting, me }: { fitting: Fitting; me: Me }) {
  const words = fittingWords();
  const known = fitting.state.value;
  const here = known?.described;
  const [remarks, setRemarks] = useState('');
  const [asking, setAsking] = useState(false);
  const last = known?.sign_offs[0];
  const shown = here ? known.lines : (last?.lines ?? []);
  const sign = async () => {
    setAsking(false);
    await attempt(async () => {
      await post(`${fitting.base}/sign-offs`, { digest: here?.digest, remarks });
      setRemarks('');
      await fitting.look();
    });
  };
  return (
    <>
      <p class="unprinted">{words.signHelp}</p>
      <h2>{words.step.sign} · {here ? here.name[language.value] : fitting.room}</h2>
      {known?.signed === 'other-state' && <p class="notice warn"><Icon name="triangle-alert" /> {words.otherStateText}</p>}
      <h3>{words.results}</h3>
      <Lines lines={shown} />
      {here && <State state={here.state} digest={here.digest} />}
      <div class="signing unprinted">
        <label class="field">
          <span>{words.remarks} <small>{words.remarksNeeded}</small></span>
          <textarea rows={3} maxLength={2000} value={remarks} onInput={(event) => setRemarks(event.currentTarget.value)} />
        </label>
        <div class="keys">
          <Key look="plain primary" icon="pen-line" label={words.signHere} locked={here ? (here.differs_on_disk ? words.differs : undefined) : lockedBy(fitting)} onTap={() => setAsking(true)} />
          <Key look="plain" icon="printer" label={words.print} onTap={() => print()} />
        </div>
      </div>
      <h3>{words.history}</h3>
      {known?.sign_offs.length === 0 && <p class="empty">{words.noHistory}</p>}
      {known?.sign_offs.map((one) => <Signed key={one.at} signed={one} />)}
      {asking && <Dialog title={words.signAs(me.name)} confirm={words.signHere} onConfirm={() => void sign()} onClose={() => setAsking(false)}><p class="hash">{here?.digest}</p></Dialog>}
    </>
  );
}

function Lines({ lines }: { lines: Line[] }) {
  const words = fittingWords();
  const spoken = (check: string) => check.replace(/^\S+/, (word) => words.check[word] ?? word);
  const passed = { passed: true, failed: false, untried: null };
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr><th>{words.item}</th><th>{words.standing}</th><th>{words.checks}</th></tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={`${line.kind}/${line.name}`}>
              <td>{words.kind[line.kind]} {line.label[language.value]}<small>{line.name}</small></td>
              <td><Standing passed={passed[line.standing]} /></td>
              <td>{line.checks.map(spoken).join('; ') || '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function State({ state, digest }: { state: RoomState; digest: string }) {
  const words = fittingWords();
  return (
    <>
      <h3>{words.stateTitle}</h3>
      <dl>
        <dt>{words.digest}</dt><dd class="hash">{digest}</dd>
        <dt>{words.roomHash}</dt><dd class="hash">{state.room_sha256}</dd>
        <dt>{words.profiles}</dt>
        <dd>{state.profiles.map((one) => <span key={one.profile} class="profile">{one.profile} · {words.version(one.version)} <small class="hash">{one.sha256.slice(0, 16)}</small></span>)}</dd>
      </dl>
    </>
  );
}

function Signed({ signed }: { signed: SignOff }) {
  const words = fittingWords();
  const open = signed.lines.filter((one) => one.standing !== 'passed').length;
  return (
    <article class="signed">
      <p>
        <b>{words.signedBy(signed.name, signed.who)}</b> {dayOf(signed.at)} {clockTime(signed.at)}
        {signed.simulated && <> · {words.simulated}</>}
      </p>
      <p>{words.openCount(open)} · {signed.plan_version ? words.planVersion(signed.plan_version) : words.fromFile}</p>
      <p class="hash">{words.digest} {signed.digest}</p>
      {signed.remarks && <p>{signed.remarks}</p>}
    </article>
  );
}
