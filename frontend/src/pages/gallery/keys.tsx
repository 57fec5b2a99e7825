/** Every kind of key in every state, on one sheet: what a finger, the system and a lost server make of it. */
import { HoldKey } from '../../ui/hold';
import type { IconName } from '../../ui/icon-names';
import { Key, type KeyProps } from '../../ui/key';
import { dictionary } from '../../lib/i18n';

type State = 'rest' | 'pressed' | 'pending' | 'on' | 'auto' | 'locked' | 'stale' | 'fault' | 'unconfirmed' | 'failed';

export const keyStates: State[] = ['rest', 'pressed', 'pending', 'on', 'auto', 'locked', 'stale', 'fault', 'unconfirmed', 'failed'];

const sheetWords = dictionary(
  {
    title: '按键状态一览', reason: '您没有此权限', trouble: '设备无应答', auto: '随庭审进程',
    states: { rest: '平常', pressed: '按下', pending: '等待确认', on: '已生效', auto: '自动', locked: '锁定', stale: '连接中断', fault: '故障', unconfirmed: '没有确认', failed: '被拒绝' } as Record<State, string>,
    kinds: { key: '功能键', scene: '场景键', plain: '小键', column: '底栏键', go: '进程键', pause: '按住键（休庭）', end: '按住键（闭庭）', kill: '切断键', stage: '环节键', danger: '报警键' } as Record<Kind, string>,
  },
  {
    title: 'Keys and their states', reason: 'Not your right', trouble: 'Device does not answer', auto: 'With the course',
    states: { rest: 'Rest', pressed: 'Pressed', pending: 'Pending', on: 'On', auto: 'Auto', locked: 'Locked', stale: 'Stale', fault: 'Fault', unconfirmed: 'Not confirmed', failed: 'Refused' } as Record<State, string>,
    kinds: { key: 'Key', scene: 'Scene', plain: 'Small key', column: 'Dock key', go: 'Course key', pause: 'Held key (recess)', end: 'Held key (close)', kill: 'Cut', stage: 'Stage', danger: 'Alarm' } as Record<Kind, string>,
  },
);

type Kind = 'key' | 'scene' | 'plain' | 'column' | 'go' | 'pause' | 'end' | 'kill' | 'stage' | 'danger';

const kinds: { kind: Kind; look: string; icon?: IconName; held?: boolean }[] = [
  { kind: 'key', look: '', icon: 'megaphone' },
  { kind: 'scene', look: 'scene', icon: 'scale' },
  { kind: 'plain', look: 'plain', icon: 'link' },
  { kind: 'column', look: 'column', icon: 'bookmark' },
  { kind: 'go', look: 'go hero', icon: 'gavel' },
  { kind: 'pause', look: 'pause hero', held: true },
  { kind: 'end', look: 'end hero', held: true },
  { kind: 'kill', look: 'kill', icon: 'ban' },
  { kind: 'stage', look: 'plain stage' },
  { kind: 'danger', look: 'danger', icon: 'siren' },
];

export function KeySheet() {
  const words = sheetWords();
  return (
    <main class="key-sheet" tabIndex={0} aria-label={words.title}>
      <h1>{words.title}</h1>
      {kinds.map(({ kind, look, icon, held }) => (
        <section key={kind} aria-label={words.kinds[kind]}>
          <h2 class="head">{words.kinds[kind]}</h2>
          <div class={kind === 'stage' || kind === 'scene' ? '' : 'dock'}>
            {keyStates.map((state) => (
              <figure key={state}>
                {held ? <HoldKey {...propsOf(state, kind, look, icon)} onHeld={() => undefined} onKeyboard={() => undefined} /> : <Key {...propsOf(state, kind, look, icon)} />}
                <figcaption>{words.states[state]}</figcaption>
              </figure>
            ))}
          </div>
        </section>
      ))}
    </main>
  );
}

function propsOf(state: State, kind: Kind, look: string, icon: IconName | undefined): KeyProps {
  const words = sheetWords();
  const shown = ['pressed', 'auto', 'fault'].includes(state) ? `${look} ${state}` : look;
  const asked = state === 'pending' || state === 'unconfirmed' || state === 'failed' ? state : undefined;
  return {
    label: words.kinds[kind], look: shown, asked, onTap: () => undefined, stale: state === 'stale', locked: state === 'locked' ? words.reason : undefined,
    ...(icon ? { icon } : {}), ...(state === 'on' || state === 'auto' ? { on: true } : {}), ...(state === 'fault' ? { small: words.trouble } : state === 'auto' ? { small: words.auto } : {}),
  };
}
