import { court } from '../../lib/court-words';
import { can } from '../../lib/course';
import { isForDocuments, sameSource, sourcesOf, type Exhibit, type Source } from '../../lib/evidence-sources';
import { language } from '../../lib/i18n';
import type { HearingStore } from '../../lib/store';
import { trackLabel } from '../../lib/track-label';
import type { CardInputNow, HearingView, Showing } from '../../lib/words';
import { FilesGoing, FilingKey, type Filing } from '../../ui/filing';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { showingWords } from '../../ui/showing-words';
import { evidenceWords } from './evidence-words';
import { panelWords } from './words';

interface Props {
  store: HearingStore;
  view: HearingView;
  showing: Showing | null;
  chosen: Source | null;
  filing: Filing;
  stale: boolean;
  onChoose(source: Source): void;
}

const icons: Record<Exhibit['kind'], IconName> = { pdf: 'file-text', image: 'image', video: 'film', audio: 'file-music' };

/** Everything that can be shown, in three lists; the one that is shown says so. */
export function EvidenceList({ store, view, showing, chosen, filing, stale, onChoose }: Props) {
  const words = evidenceWords();
  const { exhibits, cameras, inputs, shares } = sourcesOf(view, store.last('evidence-screens'));
  const row = (source: Source, icon: IconName, title: string, detail: string, signal: CardInputNow['signal'] | null = null) => (
    <Row key={`${source.exhibit}${source.stream}${source.input}`} signal={signal} icon={icon} title={title} detail={detail} on={showing !== null && sameSource(showing.source, source)} chosen={chosen !== null && sameSource(chosen, source)} onTap={() => onChoose(source)} />
  );
  return (
    <div class="evidence-list">
      <FilingKey filing={filing} stale={stale} locked={can(view, 'file-exhibit') ? undefined : panelWords().noRight} />
      <div class="scroll" tabIndex={0} role="group" aria-label={words.sources}>
        <FilesGoing filing={filing} />
        <h2>{words.exhibits}</h2>
        {exhibits.length === 0 && filing.going.length === 0 && <p class="empty">{words.none}</p>}
        <ul>{exhibits.map((one) => row({ kind: 'exhibit', exhibit: one.id, stream: null, input: null }, icons[one.kind], one.title, detailOf(view, one)))}</ul>
        {cameras.length + inputs.length > 0 && <h2>{words.cameras}</h2>}
        <ul>{inputs.map((one) => row({ kind: 'camera', exhibit: null, stream: one.stream, input: one.name }, one.name.startsWith('document') ? 'projector' : 'laptop', inputLabel(one), inputDetail(one), one.signal))}</ul>
        <ul>{cameras.map((stream) => row({ kind: 'camera', exhibit: null, stream, input: null }, isForDocuments(stream) ? 'projector' : 'camera', cameraLabel(store, stream), ''))}</ul>
        {shares.length > 0 && <h2>{words.shares}</h2>}
        <ul>{shares.map((person) => row({ kind: 'share', exhibit: null, stream: `share-${person.id}`, input: null }, 'screen-share', words.shareOf(person.name), court().role[person.role]))}</ul>
      </div>
    </div>
  );
}

function Row({ icon, title, detail, signal, on, chosen, onTap }: { icon: IconName; title: string; detail: string; signal: CardInputNow['signal'] | null; on: boolean; chosen: boolean; onTap(): void }) {
  return (
    <li>
      <button type="button" class={`source ${on ? 'on' : ''}`} aria-current={chosen ? 'true' : undefined} onClick={onTap}>
        <Icon name={icon} />
        <span>
          <b>{title}</b>
          {signal && <i class={`signal ${signal}`} aria-hidden="true" />}
          {(on || detail) && <small>{[on && evidenceWords().showing, detail].filter(Boolean).join(' · ')}</small>}
        </span>
      </button>
    </li>
  );
}

/** ``证据1 · 文件 · 12 页 · 公诉人提交``. */
function detailOf(view: HearingView, exhibit: Exhibit): string {
  const words = evidenceWords();
  const filer = view.state.participants[exhibit.filed_by.replace('participant:', '')];
  return [showingWords().exhibit(exhibit.number), showingWords().kind[exhibit.kind], exhibit.kind === 'pdf' && words.pages(exhibit.pages), filer && words.by(court().role[filer.role])].filter(Boolean).join(' · ');
}

/** What the room calls one of the things that share a capture card. */
export const inputLabel = (one: CardInputNow): string => (language.value === 'en' ? one.en : one.zh);

/** Whether it is at the card, and then whether there is a picture; of what is not there nobody can know. */
function inputDetail(one: CardInputNow): string {
  const words = evidenceWords();
  return one.standing === 'here' ? words.signal[one.signal] : words.standing[one.standing];
}

/** What the room calls a camera, else its seat. */
export function cameraLabel(store: HearingStore, stream: string): string {
  const named = store.last('cameras').flatMap(({ cameras }) => cameras).find((one) => one.stream === stream);
  if (named) return language.value === 'en' ? named.en : named.zh;
  return stream === 'cam-document' ? evidenceWords().document : trackLabel({ name: stream });
}
