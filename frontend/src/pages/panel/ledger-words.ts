/** Words of the ledger of every second on the panel. */
import { dictionary } from '../../lib/i18n';

export const ledgerWords = dictionary(
  {
    title: '录制台账', open: '查看台账', none: '尚无台账', noneText: '开庭后由录制服务生成',
    kept: (time: string) => `已录 ${time}`, gaps: (count: number) => `依法中断 ${count}`, whole: '无缺失',
    toExplain: (count: number) => `待说明 ${count}`, toSign: (count: number) => `待签字 ${count}`, awaited: '部分记录待上传',
    text: '每一秒应录轨道或已录制，或依法中断，或登记为缺失。缺失须书面说明，并由审判长或独任审判员签字，否则不能归档。',
    explainAll: (count: number) => `说明未说明的 ${count} 处`, signAll: (count: number) => `签署已说明的 ${count} 处`, choose: '单独处理', onlyThis: '只处理此处', explainOne: '说明所选一处', signOne: '签署所选一处', explanation: '情况说明', signer: '签字的法官',
    noFaults: '应录轨道没有缺失', notExplained: '未说明', notSigned: '未签字', signed: (who: string) => `${who} 已签字`, noRight: '书记员或技术人员填写说明，审判长或独任审判员签字。',
    filledFrom: { court: '法院缺录，已由看守所记录补齐', custody: '看守所缺录，已由法院记录补齐' },
    statement: '录制情况说明', statementIn: '说明的语言', tongues: { both: '中英双语', zh: '中文', en: 'English' }, comma: ' · ', from: (since: string, until: string, seconds: string) => `${since} 至 ${until}（${seconds} 秒）`,
    cause: {
      'capture-behind': '采集来不及', 'capture-restarted': '采集程序重启', connecting: '正在接入', damaged: '存储损坏', 'disk-full': '磁盘已满', 'disk-refused': '磁盘拒绝写入', 'disk-slow': '磁盘无应答', 'media-restarted': '媒体程序重启',
      'network-loss': '网络丢包', 'not-writing': '未见写入', 'recorder-behind': '录制来不及', 'recorder-restarted': '录制程序重启', 'silence-filled': '无信号，以静音补齐',
      'source-gone': '信号源中断', unknown: '系统未能查明', 'writer-lost': '录制端未返回，由法院终结', 'writer-stopped': '写入程序停止',
    } as Record<string, string>,
  },
  {
    title: 'Ledger', open: 'Open the ledger', none: 'No ledger yet', noneText: 'The recorder makes it once the hearing is open',
    kept: (time: string) => `Kept ${time}`, gaps: (count: number) => `${count} lawful ${count === 1 ? 'gap' : 'gaps'}`, whole: 'Nothing missing',
    toExplain: (count: number) => `${count} to explain`, toSign: (count: number) => `${count} to sign`, awaited: 'Some is still to come up',
    text: 'Every second of every mandatory track is recorded, a lawful gap, or a fault. A fault is explained in writing and signed by the presiding or sole judge, else the hearing cannot be archived.',
    explainAll: (count: number) => `Explain the ${count} open`, signAll: (count: number) => `Sign the ${count} explained`, choose: 'This one alone', onlyThis: 'Only this one', explainOne: 'Explain the chosen one', signOne: 'Sign the chosen one', explanation: 'Explanation', signer: 'Judge who signs',
    noFaults: 'No mandatory track misses anything', notExplained: 'Not explained', notSigned: 'Not signed', signed: (who: string) => `Signed by ${who}`, noRight: 'The clerk or a technician explains, the presiding or sole judge signs.',
    filledFrom: { court: 'Lost at court, filled from the custody room\'s record', custody: 'Lost in the custody room, filled from the court\'s record' },
    statement: 'Statement on the record', statementIn: 'Language of the statement', tongues: { both: 'Chinese and English', zh: '中文', en: 'English' }, comma: ' · ', from: (since: string, until: string, seconds: string) => `${since} to ${until} (${seconds} s)`,
    cause: {
      'capture-behind': 'capture fell behind', 'capture-restarted': 'capture restarted', connecting: 'connecting', damaged: 'damaged in store', 'disk-full': 'disk full', 'disk-refused': 'disk refused', 'disk-slow': 'disk did not answer', 'media-restarted': 'media restarted',
      'network-loss': 'network loss', 'not-writing': 'not writing', 'recorder-behind': 'recorder fell behind', 'recorder-restarted': 'recorder restarted', 'silence-filled': 'silence filled in',
      'source-gone': 'source gone', unknown: 'cause unknown', 'writer-lost': 'ended without its writer', 'writer-stopped': 'writer stopped',
    } as Record<string, string>,
  },
);
