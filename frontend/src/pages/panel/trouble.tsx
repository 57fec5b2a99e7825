/** One part of the system is lost or unwell while the hearing goes on: which, what still works, and one key to call for help. */
import { isSession } from '../../lib/course';
import { own } from '../../lib/http';
import { dictionary } from '../../lib/i18n';
import { healthOf } from '../../lib/preflight';
import type { HearingStore, ReportOf } from '../../lib/store';
import type { HearingState } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import type { Desk } from './desk';

type Health = ReportOf<'health'>;

const words = dictionary(
  {
    title: '系统异常', call: '呼叫技术人员', called: '已呼叫', unheard: '没有说明',
    names: { recorder: '远程录制端', 'second-target': '第二存储', panel: '服务器存储', store: '记录存储', release: '播出端', media: '音视频服务', agent: '法庭主机', control: '法庭主机控制' } as Record<string, string>,
    goesOn: { recorder: '法庭内各路照常录制，远程人员各路待恢复后补录或记入台账', 'second-target': '录制照常，恢复后自动补齐', panel: '录制照常', store: '法庭主机照常录制，稍后上传', release: '录制照常，直播中断', media: '法庭内照常录制', agent: '请看录制灯', control: '录制照常，设备控制可能迟缓' } as Record<string, string>,
  },
  {
    title: 'System trouble', call: 'Call technician', called: 'Called', unheard: 'no reason given',
    names: { recorder: 'Remote recorder', 'second-target': 'Second target', panel: 'Server’s disk', store: 'Record store', release: 'Broadcast', media: 'Media server', agent: 'Courtroom’s computer', control: 'Room control' } as Record<string, string>,
    goesOn: { recorder: 'the room records on; remote tracks are filled in or stand in the ledger', 'second-target': 'recording goes on, it catches up by itself', panel: 'recording goes on', store: 'the room records on and sends later', release: 'recording goes on, nothing is shown', media: 'the room records on', agent: 'look at the REC lamp', control: 'recording goes on, devices may answer late' } as Record<string, string>,
  },
);

/** What is unwell now, the worst first. */
export function troubles(store: HearingStore, state: HearingState): Health[] {
  return healthOf(store, state).filter(({ state }) => state !== 'pass').sort((a, b) => Number(b.state === 'fail') - Number(a.state === 'fail'));
}

export function TroubleLine({ store, desk, stale }: { store: HearingStore; desk: Desk; stale: boolean }) {
  const say = words();
  const state = store.state;
  const [first, ...others] = state ? troubles(store, state) : [];
  if (!state || !first || stale || !isSession(state)) return null;
  const kind = first.process.split(/[:-]/)[0] === 'second' ? 'second-target' : (first.process.split(':')[0] ?? '').replace(/-\d+$/, '');
  const called = state.help.some((call) => call.kind === 'technical' && call.answered_at === null);
  return (
    <div class={`trouble ${first.state}`} role="alert" aria-label={say.title}>
      <Icon name="triangle-alert" />
      <p>
        <b>{say.names[kind] ?? first.process}</b> {own(first.says) || say.unheard}
        {others.length > 0 && ` (+${others.length})`}
        <small>{say.goesOn[kind] ?? ''}</small>
      </p>
      <Key look="plain" icon="wrench" label={called ? say.called : say.call} on={called} stale={stale} asked={desk.asked.value['help:technical']} onTap={() => !called && void desk.ask('help:technical', { type: 'ask-help', kind: 'technical' })} />
    </div>
  );
}
