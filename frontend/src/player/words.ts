/** Words of the player, on the panel and in a package. */
import { dictionary } from '../lib/i18n';

export const playerWords = dictionary(
  {
    title: '庭审回看', loading: '正在读取录音录像…', none: '没有可回看的录音录像', choose: '请从庭审列表打开回看', unreachable: '读不到录音录像', unreachableHelp: '请检查网络，然后重试。', noneHelp: '这次庭审还没有录下任何画面或声音。',
    play: '播放', pause: '暂停', back15: '后退 15 秒', on15: '前进 15 秒', speed: '速度', sound: '声音', angles: '画面', transcript: '识别稿', search: '在识别稿中查找', position: '时间位置', silent: '无声音',
    found: (count: number) => `${count} 处`, nothingFound: '没有找到', noText: '没有识别稿', follow: '跟随播放',
    sideBySide: '并排', single: '单画面', layout: '画面布局',
    gap: '此刻没有录到这路画面', withheld: '此段依法不予提供', reading: '正在读取…', broken: '读取失败，正在重试', noAngles: '没有录下画面', pickAngle: '请选择要看的画面',
    lanes: '时间轴', stages: '环节', events: '环节与记事', speakers: '发言', gaps: '休庭', faults: '故障',
    pauses: { recess: '休庭', 'closed-evidence': '不公开举证质证', mediation: '不宜录制的调解' } as Record<string, string>,
    skipped: (minutes: string) => `跳过未录制的 ${minutes}`, note: '记事', fault: '故障', missing: '缺录', filled: '由看守所记录补齐', until: (time: string) => `至 ${time}`, unrecorded: '依法未录制',
    noEvents: '没有环节或记事',
    verification: '校验', verify: '重新校验', verifying: '正在校验记录是否完整…', whole: '已校验，记录完整', damaged: '记录有损坏', damagedBefore: '打包前已损坏', wholeAsPacked: (count: number) => `按打包时完整，其中 ${count} 处打包前已损坏`, notYet: '闭庭归档后可以校验', cannot: '现在无法校验', faultsFound: (count: number) => `${count} 处损坏`, andMore: (count: number) => `另有 ${count} 处`, root: '根值', wholeMeans: '每一个文件、每一秒录音录像和日志都与封存时的签名一致。',
    closing: '闭庭时的完整性校验值', closingQr: '完整性校验值二维码', noStamps: '无可信时间戳', stamps: '可信时间戳', addenda: '归档后补充', addendumKinds: { signature: '签名', explanation: '说明', transcript: '更正的笔录', returned: '返回的录制' } as Record<string, string>, addendum: (number: number, kind: string, by: string) => `v${number} ${kind}：${by}`,
    keys: '键盘：空格 播放 · ← → 5 秒 · J L 15 秒 · , . 一帧 · 1–9 画面', course: { archived: '已归档', closed: '已闭庭', signing: '核对签名', archiving: '正在归档', open: '开庭中' } as Record<string, string>,
  },
  {
    title: 'Replay', loading: 'Reading the record…', none: 'There is nothing to replay', choose: 'Open a replay from the list of hearings', unreachable: 'The record cannot be read', unreachableHelp: 'Check the network, then try again.', noneHelp: 'No picture or sound of this hearing has been kept yet.',
    play: 'Play', pause: 'Pause', back15: 'Back 15 s', on15: 'On 15 s', speed: 'Speed', sound: 'Sound', angles: 'Pictures', transcript: 'Text', search: 'Find in the text', position: 'Position', silent: 'No sound',
    found: (count: number) => `${count} found`, nothingFound: 'Nothing found', noText: 'There is no text', follow: 'Follow playing',
    sideBySide: 'Side by side', single: 'One picture', layout: 'Layout',
    gap: 'Nothing of this picture is recorded here', withheld: 'Sealed: not part of this copy', reading: 'Reading…', broken: 'It cannot be read; trying again', noAngles: 'No picture was recorded', pickAngle: 'Choose what to see',
    lanes: 'Timeline', stages: 'Stages', events: 'Stages, notes', speakers: 'Voices', gaps: 'Recess', faults: 'Faults',
    pauses: { recess: 'Recess', 'closed-evidence': 'Closed evidence', mediation: 'Mediation off the record' } as Record<string, string>,
    skipped: (minutes: string) => `Passed over ${minutes} that were not recorded`, note: 'Note', fault: 'Fault', missing: 'Missing', filled: 'From the custody room\'s record', until: (time: string) => `until ${time}`, unrecorded: 'lawfully not recorded',
    noEvents: 'No stage and no note',
    verification: 'Proof', verify: 'Verify again', verifying: 'Checking that the record is whole…', whole: 'Verified: the record is whole', damaged: 'The record is damaged', damagedBefore: 'Damaged before packing', wholeAsPacked: (count: number) => `Whole as packed; ${count} damaged before packing`, notYet: 'Can be verified once archived', cannot: 'It cannot be verified now', faultsFound: (count: number) => `${count} damaged`, andMore: (count: number) => `and ${count} more`, root: 'Root', wholeMeans: 'Every file, every second of sound and picture and the log are as they were signed when they were sealed.',
    closing: 'Integrity code at closing', closingQr: 'QR code of the integrity code', noStamps: 'No trusted time', stamps: 'Trusted time', addenda: 'Added after archiving', addendumKinds: { signature: 'signature', explanation: 'explanation', transcript: 'corrected transcript', returned: 'returned take' } as Record<string, string>, addendum: (number: number, kind: string, by: string) => `v${number} ${kind}: ${by}`,
    keys: 'Keys: Space play · ← → 5 s · J L 15 s · , . one frame · 1–9 pictures', course: { archived: 'Archived', closed: 'Closed', signing: 'Signing', archiving: 'Archiving', open: 'In session' } as Record<string, string>,
  },
);
