/** Words of signing on the panel: who has signed, who has not, and what is added after archiving. */
import { dictionary } from '../../lib/i18n';

export const signingWords = dictionary(
  {
    title: '核对签名', state: { due: '待签名', signed: '已签名', void: '签名后笔录有更正，须重签', refused: '拒绝签名' } as Record<string, string>, at: (time: string) => `${time} 签名`,
    sign: '签名', refuse: '拒签', ownAccount: '由本人以自己的账号签名', lines: (count: number) => `${count} 行`, ownLines: (count: number) => `本人证言 ${count} 行`, noRight: '由审判人员或书记员办理',
    refuseTitle: (who: string) => `${who}拒绝签名`, refuseText: '拒绝签名的理由记入庭审日志，随案归档。', reason: '理由', refuseConfirm: '登记拒绝签名', comma: ' · ',
    objections: '对笔录的异议', objection: (who: string, line: number) => `${who}：第 ${line} 行应更正为`, correct: '更正', decline: '不予更正', corrected: '已更正', notCorrected: (why: string) => `不予更正：${why}`, declineText: '请先播放录音录像核对。申请和不予更正的理由一并记入庭审日志，随案归档。', declineConfirm: '登记不予更正',
    addenda: '归档后补充', noAddenda: '归档后没有补充', add: '补充签名或说明', kind: { signature: '签名', explanation: '说明', transcript: '更正的笔录', returned: '后到的录制' } as Record<string, string>, method: { 'typed-name': '输入姓名', handwriting: '手写' } as Record<string, string>,
    addText: '补充内容附在档案包之后，不改动原档案包；手写签名绑定当前档案的根值。', kindHead: '类别', by: '姓名', text: '内容', addConfirm: '签名并补充', added: '已补充', over: '所签档案（SHA-256）',
  },
  {
    title: 'Read and sign', state: { due: 'To sign', signed: 'Signed', void: 'Corrected since: to sign again', refused: 'Does not sign' } as Record<string, string>, at: (time: string) => `signed ${time}`,
    sign: 'Sign', refuse: 'Refuses', ownAccount: 'Signs under the own account', lines: (count: number) => (count === 1 ? '1 line' : `${count} lines`), ownLines: (count: number) => `own testimony: ${count}`, noRight: 'The bench or the clerk does this',
    refuseTitle: (who: string) => `${who} does not sign`, refuseText: 'The reason goes into the log and is archived with the case.', reason: 'Reason', refuseConfirm: 'Put it on record', comma: ' · ',
    objections: 'Objections to the text', objection: (who: string, line: number) => `${who}: line ${line} must read`, correct: 'Correct', decline: 'Do not correct', corrected: 'Corrected', notCorrected: (why: string) => `Not corrected: ${why}`, declineText: 'Listen to the recording first. The application and the reason both go into the log and are archived with the case.', declineConfirm: 'Put it on record',
    addenda: 'Added after archiving', noAddenda: 'Nothing was added', add: 'Add a signature or an explanation', kind: { signature: 'Signature', explanation: 'Explanation', transcript: 'Corrected transcript', returned: 'Late recording' } as Record<string, string>, method: { 'typed-name': 'typed', handwriting: 'by hand' } as Record<string, string>,
    addText: 'What is added lies behind the package, which stays as it is; the signature is over the archive as it stands now.', kindHead: 'Kind', by: 'Name', text: 'Text', addConfirm: 'Sign and add', added: 'Added', over: 'Signed over (SHA-256)',
  },
);
