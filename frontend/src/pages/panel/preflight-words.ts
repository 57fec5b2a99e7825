/** Words of the list before opening: what was found, and what to do where it is not green. */
import { dictionary } from '../../lib/i18n';

type Said = Record<string, (...values: string[]) => string>;
type Words = Record<string, string>;

export const preflightWords = dictionary(
  {
    title: '庭前检查', planned: '排期', left: (time: string) => `距开庭 ${time}`, over: (time: string) => `已过排期 ${time}`, andMore: (names: string, _more: number, all: number) => `${names}等 ${all} 路`,
    verdict: { green: '就绪', amber: '请留意', red: '须处理' } as Words, count: (open: number) => (open ? `${open} 项待处理` : '全部就绪'),
    name: { recorders: '录制端', tracks: '必录轨道', disk: '服务器存储', roomDisk: '法庭主机存储', sound: '话筒有声', scene: '场景', devices: '庭内设备', people: '远程人员', consents: '远程同意', second: '第二存储', release: '直播', recognition: '语音识别', processes: '系统' } as Words,
    found: {
      'recorders.none': () => '法庭主机没有报告', 'recorders.remote': (says) => `远程录制异常：${says}`, 'recorders.unheard': () => '远程录制端没有报告', 'recorders.both': () => '法庭主机、远程录制均在线', 'recorders.room': () => '法庭主机在线',
      'tracks.none': () => '没有收到轨道报告', 'tracks.gone': (names) => `失去：${names}`, 'tracks.ready': (count) => `${count} 路就绪`,
      'disk.unknown': () => '没有报告', 'disk.short': (free, needed, hours) => `剩余 ${free} GB，${hours} 小时约需 ${needed} GB`, 'disk.enough': (free, needed, hours) => `剩余 ${free} GB（${hours} 小时约需 ${needed} GB）`,
      'roomDisk.unknown': () => '没有报告', 'roomDisk.short': (free, left, hours) => `剩余 ${free} GB，约可录 ${left} 小时，庭审一般需 ${hours} 小时`, 'roomDisk.enough': (free, left) => `剩余 ${free} GB（约可录 ${left} 小时）`,
      'sound.none': () => '没有话筒报告', 'sound.silent': (names) => `今天还没有声音：${names}`, 'sound.heard': (count) => `${count} 路都有声音`,
      'scene.none': () => '没有场景报告', 'scene.proven': (name) => `${name} 已核实`, 'scene.partly': (name) => `${name} 部分未完成`, 'scene.pending': (name) => `${name} 正在切换`, 'scene.aborted': (name) => `${name} 已中止`,
      'devices.none': () => '没有设备报告', 'devices.some': (not, all) => `${all} 项中 ${not} 项未核实`, 'devices.all': (all) => `${all} 项全部核实`,
      'people.needless': () => '不需要', 'people.away': (names) => `未到：${names}`, 'people.here': (count) => `${count} 人在庭`,
      'consents.needless': () => '不需要', 'consents.open': (names) => `待同意：${names}`, 'consents.given': () => '均已同意',
      'second.none': () => '没有第二份存储', 'second.hindered': (says) => says, 'second.copying': () => '在线',
      'release.never': () => '该程序不得直播', 'release.withheld': () => '不公开，不直播', 'release.none': () => '未申请，不直播', 'release.applied': () => '已申请，待审核', 'release.reviewed': () => '已审核，待批准', 'release.approved': () => '已批准', 'release.refused': () => '未批准，不直播',
      'recognition.none': () => '没有语音识别', 'recognition.hindered': (says) => says, 'recognition.listens': (engine) => engine, 'processes.well': () => '正常', 'processes.sick': (says) => says,
    } as Said,
    todo: {
      'recorders.none': '请接通法庭主机，或先按“庭前准备”。', 'recorders.remote': '请呼叫技术人员；远程人员暂勿准入。', 'recorders.unheard': '请呼叫技术人员。', 'tracks.none': '请先按“庭前准备”，仍无报告时呼叫技术人员。', 'tracks.gone': '请检查该路接线和电源。',
      'disk.unknown': '请呼叫技术人员。', 'disk.short': '请技术人员清理或更换存储。', 'roomDisk.unknown': '请检查法庭主机。', 'roomDisk.short': '请技术人员清理或更换法庭主机的存储。', 'sound.none': '请检查音频处理器。', 'sound.silent': '请对着话筒说话，或在自检中试音。', 'scene.none': '请检查法庭主机。', 'scene.partly': '请看“场景”中的逐项核实。', 'scene.pending': '请稍候。', 'scene.aborted': '请在“场景”中处理后重新点按。',
      'devices.none': '请检查法庭主机。', 'devices.some': '请看“设备”。', 'people.away': '请在“远程”中发送入庭链接或联系。', 'consents.open': '请征得同意并登记。', 'second.none': '记录只有一份；请技术人员设置第二份存储。', 'second.hindered': '请呼叫技术人员；可以开庭，恢复后自动补齐。',
      'release.applied': '未批准前不会播出。', 'release.reviewed': '未批准前不会播出。', 'recognition.none': '没有实时识别稿，录制不受影响。', 'recognition.hindered': '录制不受影响。', 'processes.sick': '请呼叫技术人员。',
    } as Words,
  },
  {
    title: 'Before opening', planned: 'Planned', left: (time: string) => `${time} to the start`, over: (time: string) => `${time} past the planned start`, andMore: (names: string, more: number, _all: number) => `${names} and ${more} more`,
    verdict: { green: 'Ready', amber: 'Look at it', red: 'Mend it' } as Words, count: (open: number) => (open ? `${open} open` : 'all ready'),
    name: { recorders: 'Recorders', tracks: 'Mandatory tracks', disk: 'Server’s disk', roomDisk: 'Courtroom’s disk', sound: 'Microphones heard', scene: 'Scene', devices: 'Devices', people: 'Remote people', consents: 'Consent', second: 'Second target', release: 'Broadcast', recognition: 'Recognition', processes: 'System' } as Words,
    found: {
      'recorders.none': () => 'No word from the courtroom’s computer', 'recorders.remote': (says) => `Remote recorder: ${says}`, 'recorders.unheard': () => 'No word from the remote recorder', 'recorders.both': () => 'Room and remote recorder are here', 'recorders.room': () => 'The courtroom’s computer is here',
      'tracks.none': () => 'No word of any track', 'tracks.gone': (names) => `Gone: ${names}`, 'tracks.ready': (count) => `${count} ready`,
      'disk.unknown': () => 'No report', 'disk.short': (free, needed, hours) => `${free} GB free, ${hours} h need about ${needed} GB`, 'disk.enough': (free, needed, hours) => `${free} GB free (${hours} h need about ${needed} GB)`,
      'roomDisk.unknown': () => 'No report', 'roomDisk.short': (free, left, hours) => `${free} GB free, room for ${left} h; a hearing takes about ${hours} h`, 'roomDisk.enough': (free, left) => `${free} GB free (room for ${left} h)`,
      'sound.none': () => 'No microphone reports', 'sound.silent': (names) => `No sound today: ${names}`, 'sound.heard': (count) => `All ${count} were heard`,
      'scene.none': () => 'No scene report', 'scene.proven': (name) => `${name}: proven`, 'scene.partly': (name) => `${name}: partly done`, 'scene.pending': (name) => `${name}: changing`, 'scene.aborted': (name) => `${name}: given up`,
      'devices.none': () => 'No device reports', 'devices.some': (not, all) => `${not} of ${all} not verified`, 'devices.all': (all) => `All ${all} verified`,
      'people.needless': () => 'Not needed', 'people.away': (names) => `Not here: ${names}`, 'people.here': (count) => `${count} in court`,
      'consents.needless': () => 'Not needed', 'consents.open': (names) => `Open: ${names}`, 'consents.given': () => 'Given',
      'second.none': () => 'There is no second target', 'second.hindered': (says) => says, 'second.copying': () => 'Connected',
      'release.never': () => 'Never broadcast', 'release.withheld': () => 'Not public: withheld', 'release.none': () => 'Not applied for: withheld', 'release.applied': () => 'Applied for, to be reviewed', 'release.reviewed': () => 'Reviewed, to be approved', 'release.approved': () => 'Approved', 'release.refused': () => 'Refused: withheld',
      'recognition.none': () => 'No recognition', 'recognition.hindered': (says) => says, 'recognition.listens': (engine) => engine, 'processes.well': () => 'Well', 'processes.sick': (says) => says,
    } as Said,
    todo: {
      'recorders.none': 'Start the courtroom’s computer, or tap Prepare first.', 'recorders.remote': 'Call the technician; admit nobody remote yet.', 'recorders.unheard': 'Call the technician.', 'tracks.none': 'Tap Prepare first; call the technician if nothing comes.', 'tracks.gone': 'Check its cable and power.',
      'disk.unknown': 'Call the technician.', 'disk.short': 'Let the technician make room or change the disk.', 'roomDisk.unknown': 'Check the courtroom’s computer.', 'roomDisk.short': 'Let the technician make room on it or change it.', 'sound.none': 'Check the audio processor.', 'sound.silent': 'Speak into it, or try it in a rehearsal.', 'scene.none': 'Check the courtroom’s computer.', 'scene.partly': 'See Scenes, item by item.', 'scene.pending': 'Wait a moment.', 'scene.aborted': 'Mend it in Scenes, then tap the scene again.',
      'devices.none': 'Check the courtroom’s computer.', 'devices.some': 'See Devices.', 'people.away': 'Send the join link in Remote, or call.', 'consents.open': 'Ask for the consent and enter it.', 'second.none': 'The record lies in one place; let the technician set up a second.', 'second.hindered': 'Call the technician; you may open, it catches up by itself.',
      'release.applied': 'Nothing is shown before approval.', 'release.reviewed': 'Nothing is shown before approval.', 'recognition.none': 'No live text; the record is not touched.', 'recognition.hindered': 'The record is not touched.', 'processes.sick': 'Call the technician.',
    } as Words,
  },
);
