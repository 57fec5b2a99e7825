import { Icon } from './icon';
import type { IconName } from './icon-names';

export interface LampState {
  look: '' | 'rec' | 'live' | 'good' | 'warn' | 'seal' | 'stale';
  icon: IconName | 'dot';
  word: string;
  detail: string;
}

/** A lamp: shape, word and colour of what the system reports. Never of what was asked for. */
export function Lamp({ look, icon, word, detail, id }: LampState & { id: string }) {
  return (
    <div class={`lamp ${look}`} role="status" data-lamp={id}>
      {icon === 'dot' ? <span class="dot" /> : <Icon name={icon} />}
      <div>
        <b>{word}</b>
        <small class="number">{detail}</small>
      </div>
    </div>
  );
}
