import type { ComponentChildren } from 'preact';
import { hasKeyboard } from '../lib/keyboard';
import { Icon } from './icon';
import type { IconName } from './icon-names';
import { tell } from './notices';
import { partWords } from './words';

/** What became of a tap: asked for · refused · no answer within two seconds, so that nobody knows. */
export type AskedState = 'pending' | 'failed' | 'unconfirmed';

export interface KeyProps {
  label: string;
  small?: ComponentChildren;
  icon?: IconName;
  /** Whether the system, not the finger, is in the key's state. Given only for keys that stand for a state. */
  on?: boolean;
  asked?: AskedState | undefined;
  /** Why the key does nothing now; it stays readable. */
  locked?: string | undefined;
  /** The reason has no room on the key: a tap tells it instead. */
  tellsWhy?: boolean;
  /** The server is lost: the key shows the last truth and takes nothing. */
  stale?: boolean;
  shortcut?: string | undefined;
  look?: string;
  name?: string;
  children?: ComponentChildren;
  onTap(): void;
}

/** A flat key. Its lamp line lights from the system's state; a tap only asks. Acts on release. */
export function Key(props: KeyProps) {
  const { label, icon, on, asked, locked, stale, shortcut, look, name, children, tellsWhy, onTap } = props;
  const inert = locked !== undefined || stale === true;
  const small = smallOf(props);
  const tap = () => {
    if (locked !== undefined && tellsWhy && !stale) tell(label, locked);
    else if (!inert && asked !== 'pending') onTap();
  };
  return (
    <button type="button" class={keyClass('key', props)} aria-disabled={inert} aria-pressed={on} aria-busy={asked === 'pending'} aria-label={spoken(label, small, name)}
      title={locked} onClick={tap}>
      {icon && <Icon name={iconOf(icon, look, locked)} />}
      <span>
        {label}
        {small !== undefined && <small>{small}</small>}
      </span>
      {children}
      {shortcut && hasKeyboard.value && <kbd aria-hidden="true">{shortcut}</kbd>}
    </button>
  );
}

/** A name that begins with the key's own words goes on saying all that is seen on it. */
function spoken(label: string, small: ComponentChildren, name: string | undefined): string | undefined {
  return label && typeof small === 'string' && name?.startsWith(label) ? `${label}${small}${name.slice(label.length)}` : name;
}

/** The classes of a key in its state: what is locked or stale shows neither lamp nor fault. */
export function keyClass(kind: string, { look, on, asked, locked, stale }: Pick<KeyProps, 'look' | 'on' | 'asked' | 'locked' | 'stale'>): string {
  return [kind, look, on && 'on', asked, locked !== undefined && 'locked', stale && 'stale'].filter(Boolean).join(' ');
}

/** The small line: that nothing was confirmed, else why it is locked, else its own. */
export function smallOf({ small, asked, locked, tellsWhy }: Pick<KeyProps, 'small' | 'asked' | 'locked' | 'tellsWhy'>): ComponentChildren {
  if (asked === 'unconfirmed') return partWords().unconfirmed;
  return locked !== undefined && !tellsWhy ? locked : small;
}

function iconOf(icon: IconName, look: string | undefined, locked: string | undefined): IconName {
  if (locked !== undefined) return look === 'kill' ? icon : 'lock';
  return look?.split(' ').includes('fault') ? 'triangle-alert' : icon;
}
