/** The view 画面: the room's cameras live, one of them large and in hand. */
import { createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { CameraLine } from '../../lib/camera-line';
import { clockTime } from '../../lib/clock';
import { can } from '../../lib/course';
import { language } from '../../lib/i18n';
import type { HearingStore } from '../../lib/store';
import type { CameraNow, CameraPreset } from '../../lib/words';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { Picture } from '../../ui/picture';
import { tell } from '../../ui/toast';
import { CameraFrame } from './camera-frame';
import { CameraPad } from './camera-pad';
import { pictureWords } from './picture-words';
import { sessionOf } from './pictures';
import { offerBack } from './taking-back';

/** How the page reaches the cameras of a room; the gallery of states has none. */
export const CameraLines = createContext<(room: string) => CameraLine>((room) => new CameraLine(room));

/** The room says at least every other second how its cameras stand. */
const REPORT_MS = 7000;

interface Props {
  store: HearingStore;
  stale: boolean;
}

export function PictureView({ store, stale }: Props) {
  const words = pictureWords();
  const now = store.last('cameras')[0];
  const cameras = now?.cameras ?? [];
  const line = useLine(store, cameras);
  const [wanted, choose] = useState('');
  const chosen = cameras.find((one) => one.stream === wanted) ?? cameras.find((one) => one.device) ?? cameras[0];
  const old = stale || store.fresh('cameras', REPORT_MS).length === 0;
  return (
    <section class="picture-view" aria-label={words.title}>
      <h2 class="head">
        {words.title}
        <em>{chosen?.frames ? words.frameHelp : words.cameras}</em>
      </h2>
      {!now && <p class="empty">{words.unheard}</p>}
      {now && !chosen && <p class="empty">{words.none}</p>}
      {chosen && <Chosen key={chosen.stream} store={store} line={line} camera={chosen} stale={old} />}
      <div class="camera-tiles" role="group" aria-label={words.cameras}>
        {cameras.map((camera) => (
          <CameraTile key={camera.stream} store={store} camera={camera} chosen={camera === chosen} stale={old} onChoose={() => (line.letGo(), choose(camera.stream))} />
        ))}
      </div>
    </section>
  );
}

/** The line to the room's cameras, there for as long as the view is; it asks for their pictures. */
function useLine(store: HearingStore, cameras: CameraNow[]): CameraLine {
  const make = useContext(CameraLines);
  const room = store.state?.room ?? '';
  const line = useMemo(() => make(room), [make, room]);
  useEffect(() => {
    line.open();
    line.told = (answer) => {
      if (answer.kind === 'refused') tell(answer.title || pictureWords().refused, answer.detail);
      else if (answer.do === 'store') offerUnstore(line, answer.camera, answer.preset);
    };
    return () => line.close();
  }, [line]);
  const streams = cameras.map((camera) => camera.stream).join(' ');
  useEffect(() => line.watch(streams ? streams.split(' ') : []), [line, streams]);
  return line;
}

function offerUnstore(line: CameraLine, camera: string, preset: string): void {
  const words = pictureWords();
  offerBack({ what: words.stored(words.preset(preset)), note: words.storedNote, label: words.unstore, onBack: () => line.ask({ do: 'unstore', camera, preset }) });
}

const labelOf = (camera: CameraNow): string => (language.value === 'en' ? camera.en : camera.zh);

function Live({ store, camera }: { store: HearingStore; camera: CameraNow }) {
  const words = pictureWords();
  const live = sessionOf(store, camera.stream);
  const recess = store.state?.course === 'paused';
  const may = !recess && (store.view.value?.may_play ?? []).includes(camera.stream);
  const why = recess ? words.recess : may ? words.noPicture : words.notPublished;
  return (
    <Picture hearing={store.hearing} stream={may && live ? camera.stream : null} why={why} session={live?.session ?? null} name={labelOf(camera)} />
  );
}

function Chosen({ store, line, camera, stale }: { store: HearingStore; line: CameraLine; camera: CameraNow; stale: boolean }) {
  const words = pictureWords();
  const [asking, ask] = useState(false);
  const locked = hindrance(store, line, camera);
  const frames = locked === undefined && !stale && camera.frames;
  return (
    <div class={`chosen-camera ${camera.standing}`}>
      <div class="large">
        <CameraFrame label={camera.frames ? words.frameHelp : words.chosen} inert={!frames} onDrawn={(part) => line.ask({ do: 'frame', camera: camera.stream, ...part })}>
          <Live store={store} camera={camera} />
        </CameraFrame>
        <Standing camera={camera} stale={stale} />
      </div>
      {camera.device && <CameraPad line={line} camera={camera.stream} locked={locked} stale={stale} />}
      {camera.standing === 'lost' && (
        <p class="camera-fault" role="alert">
          <Icon name="triangle-alert" />
          <span>
            <b>{words.lostTitle(labelOf(camera))}</b> {words.lostHelp}
          </span>
        </p>
      )}
      {camera.device && (
        <div class="presets" role="group" aria-label={words.presets}>
          {camera.presets.map((preset) => (
            <PresetKey key={preset.name} preset={preset} locked={locked} stale={stale} onTap={() => line.ask({ do: 'recall', camera: camera.stream, preset: preset.name })} />
          ))}
          <Key look="plain store" icon="bookmark" label={words.store} locked={locked ?? (camera.stores ? undefined : camera.frames ? words.notSeen : words.cannotStore)} stale={stale} tellsWhy onTap={() => ask(true)} />
          <Key look="plain danger" icon="square" label={words.stop} stale={stale || !line.isLinked.value} onTap={() => line.stop(camera.stream)} />
        </div>
      )}
      {asking && <StoreDialog camera={camera} onStore={(preset) => line.ask({ do: 'store', camera: camera.stream, preset })} onClose={() => ask(false)} />}
    </div>
  );
}

/** Why a camera cannot be moved by this page now; none where it can. */
function hindrance(store: HearingStore, line: CameraLine, camera: CameraNow): string | undefined {
  const words = pictureWords();
  const view = store.view.value;
  if (!camera.device) return words.notMoving;
  if (!view || !can(view, 'move-cameras') || line.bye.value === 'no-right') return words.noRight;
  if (camera.held) return words.held;
  if (camera.standing === 'lost') return words.lost;
  return line.isLinked.value ? undefined : words.noLine;
}

function PresetKey({ preset, locked, stale, onTap }: { preset: CameraPreset; locked: string | undefined; stale: boolean; onTap(): void }) {
  const words = pictureWords();
  const isOn = preset.standing === 'on';
  const says = isOn ? words.atPreset : preset.standing === 'pending' ? words.onTheWay : preset.standing === 'assumed' ? words.assumed : preset.kept === 'memory' ? words.inMemory : words.asFigures;
  return <Key look="plain preset" label={words.preset(preset.name)} small={says} on={isOn} asked={preset.standing === 'pending' && !stale ? 'pending' : undefined} locked={locked} tellsWhy stale={stale} onTap={onTap} />;
}

function Standing({ camera, stale }: { camera: CameraNow; stale: boolean }) {
  const words = pictureWords();
  const standing = stale ? 'unknown' : camera.standing;
  const hand = camera.device && camera.operator_at ? words.sinceHand(clockTime(camera.operator_at)) : words.automatic;
  return (
    <div class="camera-standing">
      <span class={`lamp-dot ${standing}`} />
      <b>{labelOf(camera)}</b>
      <span>{camera.held ? words.held : words[standing]}</span>
      {camera.device && <span>{hand}</span>}
    </div>
  );
}

function CameraTile({ store, camera, chosen, stale, onChoose }: { store: HearingStore; camera: CameraNow; chosen: boolean; stale: boolean; onChoose(): void }) {
  const words = pictureWords();
  const standing = stale ? 'unknown' : camera.standing;
  return (
    <button type="button" class={`camera-tile ${chosen ? 'on' : ''} ${standing}`} aria-pressed={chosen} onClick={onChoose}>
      <Live store={store} camera={camera} />
      <span class="name">
        <span class={`lamp-dot ${standing}`} />
        {labelOf(camera)}
        <small>{words[standing]}</small>
      </span>
    </button>
  );
}

/** Under which name: one that is there, or a new one. */
function StoreDialog({ camera, onStore, onClose }: { camera: CameraNow; onStore(preset: string): void; onClose(): void }) {
  const words = pictureWords();
  const [name, setName] = useState('');
  const store = (preset: string) => {
    if (!preset.trim()) return;
    onStore(preset.trim());
    onClose();
  };
  return (
    <Dialog title={words.storeTitle(labelOf(camera))} confirm={words.storeDo} onConfirm={() => store(name)} onClose={onClose}>
      {camera.presets.length > 0 && (
        <div class="known-presets" role="group" aria-label={words.storeKnown}>
          {camera.presets.map((preset) => (
            <Key key={preset.name} look="plain" label={words.preset(preset.name)} onTap={() => store(preset.name)} />
          ))}
        </div>
      )}
      <label class="field">
        {words.storeName}
        <input value={name} maxLength={24} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
    </Dialog>
  );
}
