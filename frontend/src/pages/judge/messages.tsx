/** Quick messages among bench and clerk: phrases by one tap, own words, and who has seen each. */
import { useEffect, useRef } from 'preact/hooks';
import type { BenchStore, Template } from '../../lib/bench';
import { clockTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { benchWords, said } from '../../ui/bench-words';
import { Key } from '../../ui/key';
import { NoSeat } from './seats';

const PHRASES: Template[] = ['watch-time', 'announce-recess', 'check-evidence', 'check-transcript', 'check-sound', 'check-picture', 'call-next', 'go-on'];

export function Messages({ bench, stale, sitsAs }: { bench: BenchStore; stale: boolean; sitsAs: string | undefined }) {
  const words = benchWords();
  const view = bench.view.value;
  const own = useRef<HTMLInputElement>(null);
  const end = useRef<HTMLLIElement>(null);
  const count = view?.messages.length ?? 0;
  useEffect(() => {
    bench.see();
    end.current?.scrollIntoView({ block: 'end' });
  }, [bench, count]);
  if (!view?.may_send) return <NoSeat bench={bench} stale={stale} sitsAs={sitsAs} />;
  const inert = stale || bench.link.value !== 'live';
  const send = async () => {
    const text = own.current?.value.trim() ?? '';
    if (text && (await bench.ask('message', 'POST', '/messages', { text })) && own.current) own.current.value = '';
  };
  return (
    <section class="messages" aria-label={words.title}>
      <h2 class="head">
        {words.title}
        <em>{words.note}</em>
      </h2>
      <ol class="message-list" tabIndex={0} aria-label={words.title}>
        {count === 0 && <li class="empty">{words.none}</li>}
        {view.messages.map((one) => (
          <li key={one.seq} class={`message ${one.sender.principal === view.me ? 'mine' : ''}`}>
            <b>{said(one)}</b>
            <small>
              {court().role[one.sender.role]} {one.sender.name} · <span class="number">{clockTime(one.at)}</span> · {one.seen_by.length ? words.seen(one.seen_by.length) : words.unseen}
            </small>
          </li>
        ))}
        <li ref={end} aria-hidden="true" />
      </ol>
      <div class="phrases" role="group" aria-label={words.notes}>
        {PHRASES.map((one) => (
          <Key key={one} look="plain" label={words.template[one]} stale={inert} asked={bench.asked.value[`phrase:${one}`]} onTap={() => void bench.ask(`phrase:${one}`, 'POST', '/messages', { template: one })} />
        ))}
      </div>
      <form class="own-words" onSubmit={(event) => (event.preventDefault(), void send())}>
        <label class="field">
          <span class="unseen">{words.write}</span>
          <input ref={own} maxLength={200} placeholder={words.write} disabled={inert} autocomplete="off" />
        </label>
        <Key look="plain primary" label={words.send} stale={inert} asked={bench.asked.value['message']} onTap={() => void send()} />
      </form>
    </section>
  );
}
