import { useContext, useEffect, useState } from 'preact/hooks';
import { can } from '../../lib/course';
import { TARGETS, toggled, type Source, type Target } from '../../lib/evidence-sources';
import type { HearingStore } from '../../lib/store';
import type { HearingView, Showing } from '../../lib/words';
import { Key } from '../../ui/key';
import { ShowingPicture } from '../../ui/showing';
import { showingWords } from '../../ui/showing-words';
import type { Desk } from './desk';
import { cameraLabel, inputLabel } from './evidence-list';
import { evidenceWords } from './evidence-words';
import { CameraLines } from './picture';
import { sessionOf } from './pictures';

interface Props {
  store: HearingStore;
  view: HearingView;
  source: Source;
  desk: Desk;
  stale: boolean;
  /** Something else is shown now: showing this ends it. */
  replaces: boolean;
  onBack(): void;
}

/** A look at a source that nobody else sees, and to whom it is then shown. These keys are a choice, not yet a state. */
export function Preview({ store, view, source, desk, stale, replaces, onBack }: Props) {
  const words = evidenceWords();
  const [page, turn] = useState(1);
  const [targets, setTargets] = useState<Target[]>(['bench', 'parties', 'remote']);
  const [isPrivate, setPrivate] = useState(false);
  useCamera(view.state.room, source);
  const looked = previewOf(store, view, source, page);
  const wanted = targets.filter((one) => one !== 'gallery' || !isPrivate);
  const locked = !can(view, 'present-evidence') ? words.noRight : view.state.course !== 'open' ? words.notOpen : wanted.length === 0 ? words.noTargets : undefined;
  const present = async () => {
    const done = await desk.ask('present', { type: 'present-evidence', source, title: looked.source.kind === 'exhibit' ? '' : looked.title, page, targets: wanted, private: isPrivate });
    if (done) onBack();
  };
  return (
    <div class="evidence-stage preview">
      <h2>
        <span>{looked.title}</span>
        <em>
          {words.preview} · {words.previewHint}
        </em>
      </h2>
      <div class="evidence-picture">
        {source.kind === 'share' || source.input ? <p class="share-hint">{source.input ? words.inputHint : words.shareHint}</p> : <ShowingPicture view={view} showing={looked} plays sessionOf={(stream) => sessionOf(store, stream)?.session ?? null} />}
      </div>
      <div class="pair">
        <Key look="plain" icon="chevron-left" label={words.previous} locked={page <= 1 ? words.firstPage : undefined} onTap={() => turn(page - 1)} />
        <Key look="plain" icon="chevron-right" label={words.next} locked={page >= looked.pages ? words.lastPage : undefined} onTap={() => turn(page + 1)} />
      </div>
      <h3 id="wanted">{words.targets}</h3>
      <div class="targets" role="group" aria-labelledby="wanted">
        {TARGETS.map((one) => (
          <Key key={one} look="plain choice" icon={wanted.includes(one) ? 'check' : 'square'} label={words.target[one] ?? one} on={wanted.includes(one)} stale={stale} locked={one === 'gallery' && isPrivate ? words.privateGallery : undefined} onTap={() => setTargets(toggled(targets, one))} />
        ))}
        <Key look="plain choice private" icon={isPrivate ? 'check' : 'eye-off'} label={words.private} small={words.privateSmall} on={isPrivate} stale={stale} onTap={() => setPrivate(!isPrivate)} />
      </div>
      <div class="actions">
        <Key look={isPrivate ? 'alert' : 'go'} icon="presentation" label={replaces ? words.replace : words.present} small={isPrivate ? words.privateSmall : words.recorded} stale={stale} asked={desk.asked.value['present']} locked={locked} onTap={() => void present()} />
        <Key look="plain" icon="x" label={words.back} onTap={onBack} />
      </div>
    </div>
  );
}

/** The source as it would be shown, drawn by the same part that shows it. */
function previewOf(store: HearingStore, view: HearingView, source: Source, page: number): Showing {
  const exhibit = source.exhibit ? view.state.exhibits[source.exhibit] : undefined;
  const person = source.kind === 'share' ? view.state.participants[source.stream?.replace('share-', '') ?? ''] : undefined;
  const title = exhibit?.title ?? (person ? showingWords().share(person.name) : sourceLabel(store, source));
  return {
    id: 'preview', seq: 0, source, title, kind: exhibit?.kind ?? null, pages: exhibit?.pages ?? 1, page, sha256: exhibit?.page_sha256[page - 1] ?? null,
    duration_ms: exhibit?.duration_ms ?? null, playback: null, targets: [], private: false, released: false, marks: [], last_mark: 0, since: 0, until: null, who: '',
  };
}

function sourceLabel(store: HearingStore, source: Source): string {
  const input = store.last('evidence-screens').flatMap((one) => one.inputs ?? []).find((one) => one.stream === source.stream && one.name === source.input);
  return input ? inputLabel(input) : cameraLabel(store, source.stream ?? '');
}

/** Ask the room for a camera's picture as long as it is looked at. */
function useCamera(room: string, source: Source): void {
  const make = useContext(CameraLines);
  const stream = source.kind === 'camera' && !source.input ? source.stream : null; // a card shows something else until it is switched
  useEffect(() => {
    if (!stream) return undefined;
    const line = make(room);
    line.open();
    line.watch([stream]);
    return () => line.close();
  }, [make, room, stream]);
}
