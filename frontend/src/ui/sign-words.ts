/** Words of reading and signing. */
import { dictionary } from '../lib/i18n';

export const signWords = dictionary(
  {
    title: (who: string) => `${who}核对并签名`, here: '请在此手写签名', clear: '清除重写', nothing: '尚未书写', field: '手写签名框', name: '签名人姓名', sign: '确认签名',
    read: (count: number) => `请核对以下 ${count} 行笔录，确认无误后在框内手写签名。`, readOwn: (count: number) => `请核对本人证言 ${count} 行，确认无误后在框内手写签名。`, empty: '没有笔录内容。',
    over: '签名同时确认本次录音录像的完整性校验值：', noRoot: '完整性校验值尚未生成，请稍候。', loading: '正在读取…', text: '笔录', writtenBy: (who: string) => `${who}的手写签名`,
    object: '对笔录有异议', objectLine: '哪一行', objectText: '应当更正为', objectSend: '申请更正', objected: '已申请更正，由法庭核对后决定。',
  },
  {
    title: (who: string) => `${who}: read and sign`, here: 'Sign here by hand', clear: 'Clear', nothing: 'Nothing written yet', field: 'Field to sign in', name: 'Name of the signer', sign: 'Sign',
    read: (count: number) => `Read these ${count} lines; if they are right, sign in the field by hand.`, readOwn: (count: number) => `Read the ${count} lines of your own testimony; if they are right, sign in the field by hand.`, empty: 'There is no text.',
    over: 'The signature also confirms the record’s integrity code:', noRoot: 'The integrity code is not known yet; wait a moment.', loading: 'Loading…', text: 'Text', writtenBy: (who: string) => `Signature of ${who}`,
    object: 'Something is wrong', objectLine: 'Which line', objectText: 'It must read', objectSend: 'Apply for correction', objected: 'Applied; the court listens and decides.',
  },
);
