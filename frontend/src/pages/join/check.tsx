import { useEffect, useRef, useState } from 'preact/hooks';
import { listen } from '../../lib/levels';
import { sendsH264 } from '../../lib/whep';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { Key } from '../../ui/key';
import { Meter } from '../../ui/meter';
import { letGo, media, mediaState, take, tone } from './media';
import { joinWords } from './words';

export type Found = 'good' | 'bad' | 'unknown';
export type Checks = Record<'camera' | 'microphone' | 'speaker' | 'codec', Found>;

const icons: [keyof Checks, IconName][] = [['camera', 'camera'], ['microphone', 'mic'], ['speaker', 'volume-2'], ['codec', 'video']];

const HEARD_DBFS = -45;

/** The machine measures picture, sound and codec; the person says whether the loudspeaker was heard. */
export function Check({ name, onDone }: { name: string; onDone(checks: Checks): void }) {
  const words = joinWords();
  const [speaker, setSpeaker] = useState<Found>('unknown');
  const [played, setPlayed] = useState(false);
  const [level, setLevel] = useState(-Infinity);
  const [spoke, setSpoke] = useState(false);
  const stream = media.value;
  const state = mediaState.value;
  useEffect(() => {
    if (!stream?.getAudioTracks().length) return undefined;
    return listen(stream, (dbfs) => {
      setLevel(dbfs);
      if (dbfs > HEARD_DBFS) setSpoke(true);
    });
  }, [stream]);
  const has = (kind: 'video' | 'audio') => stream?.getTracks().some((track) => track.kind === kind && track.readyState === 'live') ?? false;
  const missing = state === 'denied' || state === 'none' || state === 'insecure';
  const checks: Checks = {
    camera: has('video') ? 'good' : stream || missing ? 'bad' : 'unknown',
    microphone: spoke ? 'good' : (stream && !has('audio')) || missing ? 'bad' : 'unknown',
    speaker,
    codec: sendsH264() ? 'good' : 'bad',
  };
  return (
    <div class="two-sides">
      <div>
        <OwnPicture />
        <ul class="checks">
          {icons.map(([check, icon]) => (
            <li key={check} class={checks[check]}>
              <Icon name={checks[check] === 'bad' ? 'circle-x' : icon} />
              {words[checks[check]][check]}
            </li>
          ))}
        </ul>
      </div>
      <div class="ask">
        <h1>
          {words.hello(name)}
          <br />
          {words.checkTitle}
        </h1>
        {step()}
      </div>
    </div>
  );

  function step() {
    if (!stream) {
      const fault = state === 'denied' ? [words.denied, words.deniedHelp] : state === 'insecure' ? [words.insecure, words.insecureHelp] : state === 'none' ? [words.noCamera, ''] : null;
      return (
        <>
          {fault ? (
            <div class="trouble" role="alert">
              <b>{fault[0]}</b>
              <p>{fault[1]}</p>
            </div>
          ) : (
            <p>{words.allow}</p>
          )}
          <Key look="go huge" icon="camera" label={fault ? words.again : words.start} asked={state === 'asking' ? 'pending' : undefined} onTap={() => void take()} />
          {fault && <Key look="big" label={words.next} icon="chevron-right" onTap={() => onDone(checks)} />}
        </>
      );
    }
    return (
      <>
        {checks.codec === 'bad' && (
          <div class="trouble" role="alert">
            <b>{words.noH264}</b>
            <p>{words.noH264Help}</p>
          </div>
        )}
        <div class="voice">
          <p>{words.sayA}</p>
          <Meter dbfs={level} />
        </div>
        {speaker === 'bad' && <p class="trouble">{words.louder}</p>}
        {played && speaker !== 'good' ? (
          <div class="pair" role="group" aria-label={words.heardQuestion}>
            <p class="question">{words.heardQuestion}</p>
            <Key look="go big" icon="check" label={words.yes} onTap={() => setSpeaker('good')} />
            <Key look="big" icon="x" label={words.no} onTap={() => (setSpeaker('bad'), setPlayed(false))} />
          </div>
        ) : (
          speaker !== 'good' && <Key look="primary big" icon="volume-2" label={words.playTone} onTap={() => void tone().then(() => setPlayed(true))} />
        )}
        <div class="pair">
          <Key look={speaker === 'good' ? 'go big' : 'big'} icon="chevron-right" label={words.next} onTap={() => onDone(checks)} />
          <Key look="big" icon="refresh-cw" label={words.again} onTap={() => (letGo(), setSpoke(false), setSpeaker('unknown'), setPlayed(false), void take())} />
        </div>
      </>
    );
  }
}

/** The own camera, mirrored as in a mirror; nobody else sees this copy. */
export function OwnPicture({ small }: { small?: boolean }) {
  const words = joinWords();
  const screen = useRef<HTMLVideoElement>(null);
  const stream = media.value;
  useEffect(() => {
    if (screen.current) screen.current.srcObject = stream;
  }, [stream]);
  return (
    <div class={`picture own ${small ? 'small' : ''}`}>
      <video ref={screen} autoplay playsInline muted aria-label={words.yourPicture} />
      {!stream?.getVideoTracks().length && (
        <div class="why">
          <Icon name="camera-off" />
        </div>
      )}
      <span class="tag">{words.yourPicture}</span>
    </div>
  );
}
