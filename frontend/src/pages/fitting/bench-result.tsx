import { clockTime } from '../../lib/clock';
import { own } from '../../lib/http';
import { Icon } from '../../ui/icon';
import type { BenchResult, Message } from './fitting';
import { fittingWords } from './words';

/** What came of a command: whether it was done, what it means, and what was said on the line meanwhile. */
export function Result({ result }: { result: BenchResult }) {
  const words = fittingWords();
  const said = Object.entries(result.fields);
  return (
    <div class="result" role="status">
      <h3>{words.result}: {result.command}</h3>
      <p class={result.done ? 'state-good' : 'state-bad'}>
        <Icon name={result.done ? 'circle-check' : 'circle-x'} /> {result.done ? words.done : words.notDone} · {words.took(result.took_ms.toFixed(0))}
        {result.says && <> · {own(result.says)}</>}
      </p>
      <dl>
        <dt>{words.meaning}</dt><dd>{said.length ? said.map(([name, value]) => `${name} = ${value}`).join(', ') : words.none}</dd>
        <dt>{words.expects}</dt><dd class="bytes">{result.expected.length ? result.expected.map((one) => <code key={one}>{one}</code>) : words.noAnswer}</dd>
        <dt>{words.states}</dt><dd>{Object.entries(result.states).map(([name, value]) => `${name}: ${value}`).join(', ') || words.none}</dd>
      </dl>
      <Messages messages={result.messages} mine={result.command} />
    </div>
  );
}

/** Messages on a device's line, ours and its own; those of *mine* stand out from what was polled meanwhile. */
export function Messages({ messages, mine }: { messages: Message[]; mine?: string }) {
  const words = fittingWords();
  if (messages.length === 0) return <p class="empty">{words.none}</p>;
  return (
    <div class="scroll">
      <table class="messages">
        <thead>
          <tr><th>{words.timeOf}</th><th>{words.direction}</th><th>{words.bytes}</th><th>{words.why}</th><th>{words.latency}</th></tr>
        </thead>
        <tbody>
          {messages.map((one) => (
            <tr key={one.number} class={one.is_ours && one.command === mine ? 'mine' : ''}>
              <td class="number">{clockTime(one.at)}</td>
              <td>{one.is_ours ? `→ ${words.sentBytes}` : `← ${words.heardBytes}`}</td>
              <td class="bytes">
                <code>{one.hex}</code>
                {one.text && <small>{one.text}</small>}
              </td>
              <td>{one.command}<small>{one.why}</small></td>
              <td class="number">{one.latency_ms === null ? '' : `${one.latency_ms.toFixed(0)} ${words.ms}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
