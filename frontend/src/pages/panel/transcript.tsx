import { can } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { Icon } from '../../ui/icon';
import { Transcript } from '../../ui/transcript';
import { partWords } from '../../ui/words';
import type { Desk } from './desk';
import { panelWords } from './words';

/** The live text beside the picture, correctable line by line. */
export function LiveText({ store, desk, stale }: { store: HearingStore; desk: Desk; stale: boolean }) {
  const words = panelWords();
  const view = store.view.value;
  if (!view) return null;
  const { state } = view;
  const correctable = !stale && can(view, 'correct-transcript') && state.course !== 'archived' && state.course !== 'archiving';
  return (
    <section class="live-text" aria-label={words.transcript}>
      <header class="top">
        <h2>{words.transcript}</h2>
        <Listening store={store} paused={state.course === 'paused'} />
        <p class="label">{partWords().machineText}</p>
      </header>
      <Transcript lines={state.lines} partials={Object.values(store.partials.value)} onCorrect={correctable ? (line, text) => desk.ask(`line:${line}`, { type: 'correct-line', line, text }) : undefined} />
    </section>
  );
}

function Listening({ store, paused }: { store: HearingStore; paused: boolean }) {
  const words = panelWords();
  const report = store.last('recognition')[0];
  const listens = report !== undefined && report.engine !== 'none';
  const on = listens && !paused;
  return (
    <span class={`listening ${on ? 'on' : ''}`}>
      <Icon name="audio-lines" />
      {!listens ? words.notRecognising : paused ? words.recognitionPaused : words.recognising(report.behind_s.toFixed(1))}
    </span>
  );
}
