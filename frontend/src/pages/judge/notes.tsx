/** A judge's own notes: nobody else is shown them, and each saved version stays in the secret file. */
import { useState } from 'preact/hooks';
import type { BenchStore } from '../../lib/bench';
import { identity } from '../../lib/command';
import { Key } from '../../ui/key';
import { NoSeat } from './seats';
import { WrittenField } from './written-field';
import { judgeWords } from './words';

export function PrivateNotes({ bench, stale, sitsAs }: { bench: BenchStore; stale: boolean; sitsAs: string | undefined }) {
  const words = judgeWords();
  const [fresh, setFresh] = useState<string[]>([]);
  const view = bench.view.value;
  if (!view?.is_on_panel) return <NoSeat bench={bench} stale={stale} sitsAs={sitsAs} />;
  const inert = stale || bench.link.value !== 'live';
  const known = new Set(view.notes.map((one) => one.note));
  const shown = [...view.notes.map(({ note, ...written }) => ({ note, written })), ...fresh.filter((note) => !known.has(note)).map((note) => ({ note, written: null }))];
  return (
    <section class="private-notes" aria-label={words.notesTitle}>
      <h2 class="head">
        {words.notesTitle}
        <em>{words.notesHint}</em>
      </h2>
      <div class="note-list" tabIndex={0} role="group" aria-label={words.notesTitle}>
        {shown.length === 0 && <p class="empty">{words.noNotes}</p>}
        {shown.map(({ note, written }, index) => (
          <WrittenField key={note} label={`${words.notesTitle} ${index + 1}`} written={written} inert={inert} asked={bench.asked.value[`note:${note}`]} onKeep={(text) => bench.ask(`note:${note}`, 'PUT', '/notes', { note, text })} />
        ))}
      </div>
      <Key look="plain" icon="plus" label={words.newNote} stale={inert} onTap={() => setFresh([...fresh, identity()])} />
    </section>
  );
}
