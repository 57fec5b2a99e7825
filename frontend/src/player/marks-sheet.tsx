import { useEffect, useState } from 'preact/hooks';
import { span } from '../lib/clock';
import { Refused } from '../lib/http';
import { Icon } from '../ui/icon';
import { Key } from '../ui/key';
import type { Deck } from './deck';
import { saveAs } from './saving';
import type { Mark, Marks } from './marks';
import { reviewWords } from './review-words';

/** A person's own bookmarks and notes: each goes to its moment, can be rewritten and taken away. */
export function MarksSheet({ marks, deck, added, name }: { marks: Marks; deck: Deck; added: number; name: string }) {
  const words = reviewWords();
  const [found, show] = useState<Mark[] | null>(null);
  const [fault, setFault] = useState('');
  const load = () => {
    setFault('');
    marks.list().then(show, (broken: unknown) => setFault(said(broken)));
  };
  useEffect(load, [marks, added]);
  const then = (work: Promise<unknown>) => work.then(load, (broken: unknown) => setFault(said(broken)));
  return (
    <>
      <p class="label">{marks.kept === 'court' ? words.keptByCourt : words.keptHere}</p>
      <div class="chips">
        <Key look="plain primary" icon="bookmark" label={words.markNow} shortcut="B" onTap={() => void then(marks.add(Math.round(deck.at.peek() * 1e9), ''))} />
        {marks.kept === 'browser' && <Key look="plain" icon="download" label={words.exportMarks} onTap={() => saveAs(`${name}-marks.json`, new Blob([JSON.stringify(found ?? [], null, 1)], { type: 'application/json' }))} />}
      </div>
      {fault && (
        <p class="fault" role="alert">
          {words.marksFailed} {fault} <Key look="plain" label={words.again} onTap={load} />
        </p>
      )}
      {!found && !fault && <p class="blank" role="status">{words.loading}</p>}
      {found?.length === 0 && <p class="blank">{words.noMarks}</p>}
      <ol class="marks" aria-label={words.marks}>
        {found?.map((mark) => <Row key={mark.id} mark={mark} onGo={() => deck.seek(mark.position / 1e9)} onNote={(note) => note !== mark.note && void then(marks.change({ ...mark, note }))} onRemove={() => void then(marks.remove(mark.id))} />)}
      </ol>
    </>
  );
}

function Row({ mark, onGo, onNote, onRemove }: { mark: Mark; onGo(): void; onNote(note: string): void; onRemove(): void }) {
  const words = reviewWords();
  const time = span(mark.position / 1e6);
  return (
    <li>
      <button type="button" class="go" onClick={onGo}>
        <Icon name="bookmark" />
        <time class="number">{time}</time>
      </button>
      <textarea aria-label={words.noteAt(time)} placeholder={words.writeNote} maxLength={2000} rows={2} defaultValue={mark.note} onChange={(event) => onNote(event.currentTarget.value.trim())} />
      <Key look="plain" icon="x" label={words.remove} onTap={onRemove} />
    </li>
  );
}

const said = (fault: unknown): string => (fault instanceof Refused ? `${fault.problem.title}。${fault.problem.remedy}` : String(fault));
