import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Hold } from '../lib/hold';
import { hasKeyboard } from '../lib/keyboard';
import { keyClass, smallOf, type KeyProps } from './key';
import { Icon } from './icon';
import { partWords } from './words';

export interface HoldKeyProps extends Omit<KeyProps, 'onTap' | 'on'> {
  /** The finger stayed for 1.5 s. */
  onHeld(): void;
  /** Enter, space or a switch device: ask in a dialog instead. */
  onKeyboard(): void;
}

/** A key for what is hard to take back: hold 1.5 s while the ring closes; sliding off or Escape does nothing. */
export function HoldKey(props: HoldKeyProps) {
  const { label, asked, locked, stale, shortcut, look, onHeld, onKeyboard } = props;
  const [holding, setHolding] = useState(false);
  const held = useRef(onHeld);
  held.current = onHeld;
  const hold = useMemo(() => new Hold(() => held.current(), setHolding), []);
  const inert = locked !== undefined || stale === true || asked === 'pending';
  useEffect(() => {
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && hold.release();
    const away = () => hold.release();
    addEventListener('keydown', escape);
    addEventListener('blur', away);
    return () => {
      removeEventListener('keydown', escape);
      removeEventListener('blur', away);
      hold.release();
    };
  }, [hold]);
  useEffect(() => {
    if (inert) hold.release();
  }, [inert, hold]);
  return (
    <button type="button" class={keyClass(`key hold ${holding ? 'holding' : ''}`, props)} aria-disabled={inert} aria-busy={asked === 'pending'} title={locked}
      onPointerDown={(event) => event.button === 0 && !inert && hold.press()}
      onPointerUp={() => hold.release()} onPointerLeave={() => hold.release()} onPointerCancel={() => hold.release()}
      onPointerMove={(event) => !within(event) && hold.release()}
      onContextMenu={(event) => event.preventDefault()}
      onClick={(event) => event.detail === 0 && !inert && onKeyboard()}>
      {locked !== undefined ? <Icon name="lock" /> : <svg class="ring" viewBox="0 0 46 46" aria-hidden="true">
        <circle class="track" cx="23" cy="23" r="20" />
        <circle class="run" cx="23" cy="23" r="20" />
        {look?.includes('end') ? <rect class="core" x="16" y="16" width="14" height="14" rx="2" /> : <path class="core" d="M16 15h5v16h-5zM25 15h5v16h-5z" />}
      </svg>}
      <span>
        {label}
        <small>{smallOf(props) ?? partWords().keepHolding}</small>
      </span>
      {shortcut && hasKeyboard.value && <kbd aria-hidden="true">{shortcut}</kbd>}
    </button>
  );
}

function within(event: PointerEvent): boolean {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
}
