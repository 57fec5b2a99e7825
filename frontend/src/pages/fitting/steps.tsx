import type { IconName } from '../../ui/icon-names';
import { Icon } from '../../ui/icon';
import { lineOf, checkOf, type Fitting } from './fitting';
import { fittingWords, signedWord } from './words';

export type StepName = 'discover' | 'identify' | 'plan' | 'bench' | 'sign';
const steps: [StepName, IconName][] = [['discover', 'search'], ['identify', 'lightbulb'], ['plan', 'map'], ['bench', 'flask-conical'], ['sign', 'file-check']];

/** The five steps as tabs, each with how far it is. Arrow keys go from one to the next. */
export function Steps({ fitting, step, unsaved, onStep }: { fitting: Fitting; step: StepName; unsaved: boolean; onStep(step: StepName): void }) {
  const words = fittingWords();
  const go = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = steps.findIndex(([name]) => name === step);
    const next = steps[(at + by + steps.length) % steps.length]?.[0] ?? step;
    onStep(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="steps" role="tablist" aria-label={words.steps}>
      {steps.map(([name, icon], at) => {
        const [text, tone] = standing(fitting, name, unsaved);
        return (
          <button key={name} type="button" role="tab" id={`tab-${name}`} class={tone} aria-selected={step === name} aria-controls={`panel-${name}`} tabIndex={step === name ? 0 : -1} onKeyDown={go} onClick={() => onStep(name)}>
            <Icon name={icon} />
            <span>
              {at + 1} {words.step[name]}
              <small>{text}</small>
            </span>
          </button>
        );
      })}
    </div>
  );
}

/** How far a step is, in words, and whether that is well, in between, or to be looked at. */
function standing(fitting: Fitting, step: StepName, unsaved: boolean): [string, 'good' | 'warn' | ''] {
  const words = fittingWords();
  const known = fitting.state.value;
  const looked = fitting.looked.value;
  if (step === 'discover') {
    if (looked?.running) return [words.looking, ''];
    if (!looked?.at) return [words.neverLooked, ''];
    const count = (verdict: string) => looked.compared.filter((one) => one.verdict === verdict).length;
    return [words.counts(count('new'), count('missing')), count('missing') ? 'warn' : 'good'];
  }
  if (step === 'identify') return counted(identified(fitting));
  if (step === 'plan') return unsaved ? [words.unsaved, 'warn'] : known?.plan.version ? [words.saved(known.plan.version), 'good'] : [words.fromFile, ''];
  if (step === 'bench') {
    const lines = (known?.lines ?? []).filter((one) => one.kind === 'device');
    return counted(lines.map((one) => checkOf(one, 'bench')));
  }
  return [signedWord(known?.signed ?? 'unknown'), known?.signed === 'signed' ? 'good' : known?.signed === 'other-state' ? 'warn' : ''];
}

function identified(fitting: Fitting): (boolean | null)[] {
  const known = fitting.state.value;
  return (known?.described?.items ?? []).flatMap((item) => {
    const line = lineOf(known?.lines ?? [], item.kind, item.name);
    if (item.kind === 'camera' || (item.kind === 'device' && item.device?.blinks)) return [checkOf(line, 'seen')];
    return item.kind === 'microphone' || item.kind === 'loudspeaker' ? [checkOf(line, 'heard')] : [];
  });
}

function counted(checks: (boolean | null)[]): [string, 'good' | 'warn' | ''] {
  const passed = checks.filter((one) => one === true).length;
  return [fittingWords().tried(passed, checks.length), checks.includes(false) ? 'warn' : passed === checks.length && passed > 0 ? 'good' : ''];
}
