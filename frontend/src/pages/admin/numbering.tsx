import { command } from '../../lib/command';
import { Refused } from '../../lib/http';
import { attempt, said } from './made';
import { numberingWords } from './numbering-words';

/** Gives a case that was made at the spot the number of the court's register. */
export function NumberingOf({ hearing, number, onDone }: { hearing: string; number: string; onDone(): void }) {
  const words = numberingWords();
  const save = (form: HTMLFormElement) =>
    attempt(async () => {
      const outcome = await command(hearing, { type: 'number-case', number: said(form).number }, null);
      if (outcome.kind === 'refused') throw new Refused(outcome.problem);
      onDone();
    });
  return (
    <div class="keeping">
      <h3>{words.head(number)}</h3>
      <p>{words.note}</p>
      <form onSubmit={(event) => (event.preventDefault(), void save(event.currentTarget))}>
        <label class="field wide">
          {words.number}
          <input name="number" required maxLength={60} placeholder="（2026）示0101民初128号" />
        </label>
        <button type="submit" class="key plain primary">{words.save}</button>
      </form>
    </div>
  );
}
