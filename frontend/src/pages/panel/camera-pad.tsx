/** The joystick: a pad under a finger, two zoom keys, arrows on a keyboard. Whatever ends the touch stops the camera. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CameraLine, Push } from '../../lib/camera-line';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { Key } from '../../ui/key';
import { pictureWords } from './picture-words';

export type Speed = 'slow' | 'medium' | 'fast';
const shares: Record<Speed, number> = { slow: 0.2, medium: 0.5, fast: 1 };
const STILL: Push = { pan: 0, tilt: 0, zoom: 0 };
const arrows: Record<string, Partial<Push>> = {
  ArrowLeft: { pan: -1 }, ArrowRight: { pan: 1 }, ArrowUp: { tilt: 1 }, ArrowDown: { tilt: -1 }, '+': { zoom: 1 }, '=': { zoom: 1 }, '-': { zoom: -1 },
};

interface Props {
  line: CameraLine;
  camera: string;
  /** Why it cannot be moved now. */
  locked: string | undefined;
  stale: boolean;
}

export function CameraPad({ line, camera, locked, stale }: Props) {
  const words = pictureWords();
  const [speed, setSpeed] = useState<Speed>('medium');
  const inert = locked !== undefined || stale;
  useLettingGo(line);
  useArrows(line, camera, inert, shares[speed]);
  return (
    <div class="camera-pad">
      <Stick line={line} camera={camera} inert={inert} share={shares[speed]} why={locked} />
      <div class="zoom-keys" role="group" aria-label={words.zoom}>
        <HeldKey icon="zoom-in" label={words.closer} inert={inert} onPress={() => line.push(camera, { ...STILL, zoom: shares[speed] })} onLeave={() => line.letGo(camera)} />
        <HeldKey icon="zoom-out" label={words.wider} inert={inert} onPress={() => line.push(camera, { ...STILL, zoom: -shares[speed] })} onLeave={() => line.letGo(camera)} />
      </div>
      <div class="speeds" role="group" aria-label={words.speed}>
        {(['slow', 'medium', 'fast'] as const).map((one) => (
          <Key key={one} look="plain" label={words[one]} on={speed === one} onTap={() => setSpeed(one)} />
        ))}
      </div>
    </div>
  );
}

function Stick({ line, camera, inert, share, why }: { line: CameraLine; camera: string; inert: boolean; share: number; why: string | undefined }) {
  const words = pictureWords();
  const pad = useRef<HTMLButtonElement>(null);
  const finger = useRef<number | null>(null);
  const held = line.held.value[camera];
  const press = (event: PointerEvent) => {
    if (inert || finger.current !== null) return;
    finger.current = event.pointerId;
    pad.current?.setPointerCapture(event.pointerId);
    line.push(camera, pushOf(event, pad.current, share));
  };
  const move = (event: PointerEvent) => {
    if (finger.current === event.pointerId && camera in line.held.value) line.push(camera, pushOf(event, pad.current, share));
  };
  const leave = () => {
    if (finger.current === null) return;
    finger.current = null;
    line.letGo(camera);
  };
  useEffect(() => leave, [camera]);
  useEffect(() => {
    if (inert) leave();
  }, [inert]);
  const [x, y] = held ? [held.pan / share, -held.tilt / share] : [0, 0];
  return (
    <button ref={pad} type="button" class={`stick ${inert ? 'inert' : ''} ${held ? 'held' : ''}`} aria-label={`${words.pad} · ${why ?? words.padHelp}`} aria-disabled={inert} title={why ?? words.padHelp}
      onPointerDown={press} onPointerMove={move} onPointerUp={leave} onPointerCancel={leave} onLostPointerCapture={leave} onContextMenu={(event) => event.preventDefault()}>
      <svg viewBox="-100 -100 200 200" aria-hidden="true">
        <circle class="rim" r="96" />
        <path class="ways" d="M0-88 10-72-10-72ZM0 88 10 72-10 72ZM-88 0-72 10-72-10ZM88 0 72 10 72-10Z" />
        <circle class="knob" r="34" cx={62 * x} cy={62 * y} />
      </svg>
    </button>
  );
}

/** How far from the middle the finger is, of the pad's radius; its outer fifth is all the way. */
function pushOf(event: PointerEvent, pad: HTMLElement | null, share: number): Push {
  const box = pad?.getBoundingClientRect();
  if (!box) return STILL;
  const x = (event.clientX - box.left - box.width / 2) / (box.width * 0.4);
  const y = (event.clientY - box.top - box.height / 2) / (box.height * 0.4);
  const far = Math.max(1, Math.hypot(x, y));
  return { pan: share * (x / far), tilt: -share * (y / far), zoom: 0 };
}

/** A key that acts for as long as it is held, by finger, mouse, Enter or the space bar. */
function HeldKey({ icon, label, inert, onPress, onLeave }: { icon: IconName; label: string; inert: boolean; onPress(): void; onLeave(): void }) {
  const isHeld = useRef(false);
  const press = () => {
    if (inert || isHeld.current) return;
    isHeld.current = true;
    onPress();
  };
  const leave = () => {
    if (!isHeld.current) return;
    isHeld.current = false;
    onLeave();
  };
  useEffect(() => leave, []);
  return (
    <button type="button" class={`key column ${inert ? 'locked' : ''}`} aria-disabled={inert} onPointerDown={press} onPointerUp={leave} onPointerCancel={leave} onPointerLeave={leave} onBlur={leave}
      onKeyDown={(event) => (event.key === 'Enter' || event.key === ' ') && !event.repeat && press()} onKeyUp={leave} onContextMenu={(event) => event.preventDefault()}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  );
}

/** The window left, the tab hidden, the page closed: nobody holds anything. */
function useLettingGo(line: CameraLine): void {
  useEffect(() => {
    const go = () => line.letGo();
    const hidden = () => document.visibilityState !== 'visible' && line.letGo();
    addEventListener('blur', go);
    addEventListener('pagehide', go);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      go();
      removeEventListener('blur', go);
      removeEventListener('pagehide', go);
      document.removeEventListener('visibilitychange', hidden);
    };
  }, [line]);
}

/** Arrows and + − while this view has the keyboard: any key up that moves it, and every key up at last, stops it. */
function useArrows(line: CameraLine, camera: string, inert: boolean, share: number): void {
  useEffect(() => {
    const down = new Set<string>();
    const push = () => {
      const sum = [...down].reduce<Push>((all, key) => ({ ...all, ...arrows[key] }), STILL);
      line.push(camera, { pan: sum.pan * share, tilt: sum.tilt * share, zoom: sum.zoom * share });
    };
    const press = (event: KeyboardEvent) => {
      if (!(event.key in arrows) || event.ctrlKey || event.altKey || event.metaKey || !isHere(event.target)) return;
      event.preventDefault();
      if (inert || event.repeat || down.has(event.key)) return;
      down.add(event.key);
      push();
    };
    const leave = (event: KeyboardEvent) => {
      if (!down.delete(event.key)) return;
      if (down.size) push();
      else line.letGo(camera);
    };
    const drop = () => down.clear();
    addEventListener('keydown', press);
    addEventListener('keyup', leave);
    addEventListener('blur', drop);
    return () => {
      if (down.size) line.letGo(camera);
      removeEventListener('keydown', press);
      removeEventListener('keyup', leave);
      removeEventListener('blur', drop);
    };
  }, [line, camera, inert, share]);
}

/** Whether keys pressed at *target* are this view's: nothing else of the page scrolls or types by them. */
function isHere(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]')) return false;
  if (!(target instanceof HTMLElement) || target === document.body) return true;
  return target.closest('.picture-view') !== null && !target.closest('input, textarea, select');
}
