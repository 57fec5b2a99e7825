import { useEffect } from 'preact/hooks';
import { clockTime } from '../../lib/clock';
import { own } from '../../lib/http';
import { language } from '../../lib/i18n';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { Key } from '../../ui/key';
import { attempt } from '../admin/made';
import type { Comparison, Fitting, Verdict } from './fitting';
import { fittingWords } from './words';

const order: Verdict[] = ['missing', 'new', 'unlooked', 'known', 'simulated'];
const marks: Record<Verdict, IconName> = { missing: 'circle-x', new: 'plus', unlooked: 'circle-question-mark', known: 'circle-check', simulated: 'info' };
const againMs = 700;

/** First step: what is there, against what the room file says. */
export function Discover({ fitting }: { fitting: Fitting }) {
  const words = fittingWords();
  const looked = fitting.looked.value;
  const here = fitting.state.value?.described;
  useEffect(() => {
    if (here && !looked) void fitting.discovery().catch(() => undefined); // Nothing was looked for yet, or the agent went: the step says so.
  }, [here]);
  useEffect(() => {
    if (!looked?.running) return undefined;
    const again = setTimeout(() => void attempt(() => fitting.discovery()), againMs);
    return () => clearTimeout(again);
  }, [looked]);
  const lines = [...(looked?.compared ?? [])].sort((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict));
  return (
    <>
      <p>{words.discoverHelp}</p>
      <div class="keys">
        <Key look="plain primary" icon="search" label={looked?.running ? words.looking : words.look} asked={looked?.running ? 'pending' : undefined} locked={here && !here.is_busy ? undefined : here ? words.busy : words.away} onTap={() => void attempt(() => fitting.discover())} />
        <span role="status">{looked?.running ? words.looking : looked?.at ? words.lookedAt(clockTime(looked.at)) : words.neverLooked}</span>
      </div>
      {looked?.says && <p class="notice warn">{own(looked.says)}</p>}
      {looked?.at !== null && looked && lines.length === 0 && <p class="empty">{words.nothingFound}</p>}
      {lines.length > 0 && (
        <div class="scroll">
          <table>
            <thead>
              <tr><th>{words.head.verdict}</th><th>{words.head.item}</th><th>{words.head.found}</th><th>{words.head.where}</th></tr>
            </thead>
            <tbody>{lines.map((line) => <Row key={`${line.item}/${line.found?.key}`} line={line} fitting={fitting} />)}</tbody>
          </table>
        </div>
      )}
      {looked && looked.missed.length > 0 && (
        <div class="notice warn">
          <b>{words.missedTitle}</b>
          <ul>{looked.missed.map((why) => <li key={why}>{why}</li>)}</ul>
        </div>
      )}
    </>
  );
}

function Row({ line, fitting }: { line: Comparison; fitting: Fitting }) {
  const words = fittingWords();
  const item = fitting.state.value?.described?.items.find((one) => one.name === line.item);
  const found = line.found;
  return (
    <tr class={line.verdict}>
      <td>
        <span class="verdict"><Icon name={marks[line.verdict]} /> {words.verdict[line.verdict]}</span>
        <small>{words.verdictHelp[line.verdict]}</small>
      </td>
      <td>
        {item ? item.label[language.value] : '—'}
        {line.item && <small>{line.item} · {line.reached_by}</small>}
      </td>
      <td>
        {found ? [found.vendor, found.product].filter(Boolean).join(' ') || words.place[found.kind as keyof typeof words.place] : '—'}
        {found && <small>{[found.serial_number && words.serialNumber(found.serial_number), found.answers && words.speaks(found.answers), own(found.note)].filter(Boolean).join(' · ')}</small>}
      </td>
      <td>
        {line.verdict === 'simulated' ? '—' : words.place[line.kind]}
        {found && <small>{[found.path, found.address].filter(Boolean).join(' · ')}</small>}
      </td>
    </tr>
  );
}
