import type { ComponentChildren } from 'preact';
import { hasKeyboard } from '../lib/keyboard';
import { Icon } from './icon';
import type { IconName } from './icon-names';

export interface KeyProps {
  label: string;
  small?: ComponentChildren;
  icon?: IconName;
  /** Whether the system, not the finger, is in the key's state. Given only for keys that stand for a state. */
  on?: boolean;
  asked?: 'pending' | 'failed' | undefined;
  /** Why the key does nothing now; it stays readable. */
  locked?: string | undefined;
  /** The server is lost: the key shows the last truth and takes nothing. */
  stale?: boolean;
  shortcut?: string;
  look?: string;
  name?: string;
  children?: ComponentChildren;
  onTap(): void;
}

/** A flat key. Its lamp line lights from the system's state; a tap only asks. Acts on release. */
export function Key(props: KeyProps) {
  const { label, small, icon, on, asked, locked, stale, shortcut, look, name, children, onTap } = props;
  const inert = locked !== undefined || stale === true;
  const classes = ['key', look, on && 'on', asked, locked !== undefined && 'locked', stale && 'stale'].filter(Boolean).join(' ');
  return (
    <button type="button" class={classes} aria-disabled={inert} aria-pressed={on} aria-busy={asked === 'pending'} aria-label={name}
      title={locked} onClick={() => !inert && asked !== 'pending' && onTap()}>
      {icon && <Icon name={locked !== undefined && look !== 'kill' ? 'lock' : icon} />}
      <span>
        {label}
        {small !== undefined && <small>{small}</small>}
      </span>
      {children}
      {shortcut && hasKeyboard.value && <kbd aria-hidden="true">{shortcut}</kbd>}
    </button>
  );
}
