/** Words of a courtroom's rehearsal. */
import { dictionary } from '../../lib/i18n';

export const rehearsalWords = dictionary(
  {
    title: '庭前自检', never: '还没有自检', running: '正在自检…', begin: '立即自检', busy: '庭审准备后不能自检', broken: (says: string) => `上次自检未完成：${says}`,
    verdict: { green: '正常', amber: '须留意', red: '未通过', missing: '未能检测' } as Record<string, string>,
    part: { tone: '话筒试音', clapper: '声画同步', picture: '画面', speech: '语音识别', scene: '场景', storage: '存储', upload: '上传' } as Record<string, string>,
    at: (day: string, time: string) => `${day} ${time}`, simulated: '模拟设备', count: (bad: number, all: number) => (bad ? `${all} 项中 ${bad} 项异常` : `${all} 项全部正常`), wells: (count: number) => `正常 ${count} 项`,
    mornings: '近期自检', span: (least: string, most: string, unit: string) => `近期 ${least}–${most} ${unit}`,
    text: '自检不属于任何案件的录制，结束后即删除。', red: '自检未通过，不能直接开庭。仍要开庭的，请填写决定人姓名和理由，记入庭审日志和录制情况说明。',
    name: '决定人姓名', reason: '理由', override: '仍要开庭', overridden: (name: string, reason: string) => `${name}决定带障开庭：${reason}`, comma: ' · ',
  },
  {
    title: 'Rehearsal', never: 'Not rehearsed yet', running: 'Rehearsing…', begin: 'Rehearse now', busy: 'Not once a hearing is prepared', broken: (says: string) => `The last one came to nothing: ${says}`,
    verdict: { green: 'Well', amber: 'Look at it', red: 'Failed', missing: 'Not tried' } as Record<string, string>,
    part: { tone: 'Tone', clapper: 'Sound and picture', picture: 'Picture', speech: 'Recognition', scene: 'Scene', storage: 'Storage', upload: 'Upload' } as Record<string, string>,
    at: (day: string, time: string) => `${day} ${time}`, simulated: 'Simulated', count: (bad: number, all: number) => (bad ? `${bad} of ${all} not well` : `All ${all} well`), wells: (count: number) => `${count} well`,
    mornings: 'Earlier ones', span: (least: string, most: string, unit: string) => `lately ${least}–${most} ${unit}`,
    text: 'A rehearsal is no case’s record; its recording is removed at its end.', red: 'It failed, so the hearing does not open by itself. To open all the same, say who decides that, and why: it stands in the log and in the statement on the record.',
    name: 'Who decides', reason: 'Reason', override: 'Open all the same', overridden: (name: string, reason: string) => `${name} opens all the same: ${reason}`, comma: ' · ',
  },
);
