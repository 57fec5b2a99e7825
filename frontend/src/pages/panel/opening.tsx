/** Opening waits because a mandatory track is not written: the bench is told which, and waits, or opens by name and reason. */
import { useRef } from 'preact/hooks';
import { can } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { trackLabel } from '../../lib/track-label';
import { Dialog } from '../../ui/dialog';
import type { Desk } from './desk';
import { openingWords } from './opening-words';

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
  onClose(): void;
}

export function HindranceDialog({ store, desk, stale, onClose }: Props) {
  const words = openingWords();
  const name = useRef<HTMLInputElement>(null);
  const reason = useRef<HTMLTextAreaElement>(null);
  const view = store.view.value;
  const hindrance = view?.state.hindrance;
  if (!view || !hindrance) return null;
  const people = Object.values(view.state.participants);
  const label = (track: string) => trackLabel({ name: track }, people);
  const writing = store.last('tracks').flatMap((report) => report.tracks).filter((track) => track.mandatory && track.writing && !hindrance.tracks.includes(track.name));
  const open = async () => {
    const [who, why] = [name.current?.value.trim(), reason.current?.value.trim()];
    if (!who) return name.current?.focus();
    if (!why) return reason.current?.focus();
    if (!stale && (await desk.ask('open-without', { type: 'open-without', name: who, reason: why }))) onClose();
  };
  const mayDecide = can(view, 'run-course');
  return (
    <Dialog title={words.title} look="alert" confirm={words.override} dismiss={words.wait} onClose={onClose} {...(mayDecide ? { onConfirm: () => void open() } : {})}>
      <p role="alert">
        <b>{hindrance.tracks.length ? words.missing(hindrance.tracks.map(label).join(words.comma)) : words.none}</b>
      </p>
      {writing.length > 0 && <p>{words.works(writing.map((track) => label(track.name)).join(words.comma))}</p>}
      <p>{words.preroll}</p>
      <p>{mayDecide ? words.text : words.noRight}</p>
      {mayDecide && (
        <>
          <label class="field">
            {words.name}
            <input ref={name} maxLength={80} />
          </label>
          <label class="field">
            {words.reason}
            <textarea ref={reason} rows={2} maxLength={2000} />
          </label>
        </>
      )}
    </Dialog>
  );
}
