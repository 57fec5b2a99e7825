/** Words of the shared parts. */
import { dictionary } from '../lib/i18n';

export const partWords = dictionary(
  {
    cancel: '取消', confirm: '确认', close: '关闭', retry: '重试', english: 'English', keepHolding: '按住 1.5 秒', undo: '撤销',
    secondsLeft: (left: number) => `还有 ${left} 秒生效`,
    secondsToUndo: (left: number) => `还可撤销 ${left} 秒`,
    unconfirmed: '没有收到确认', unconfirmedHelp: '可能已执行，也可能没有。请看状态灯，不要重复按。',
    refused: '没有执行', connecting: '正在连接画面…',
    again: '画面中断，正在重连…', refusedPicture: '现在不能看这路画面',
    machineText: '语音识别稿（未核对，非法庭笔录）', follow: '跟随最新', newLines: (count: number) => `${count} 条新内容`,
    corrected: '已改', original: '识别原文', correct: '修改', save: '保存', speaking: '正在说话', nothingSaid: '还没有内容',
    transcriptList: '识别稿内容', below: (count: number) => `下面还有 ${count} 项`, spokenCode: '校验码，共八组',
  },
  {
    cancel: 'Cancel', confirm: 'Confirm', close: 'Close', retry: 'Try again', english: '中文', keepHolding: 'Hold 1.5 s', undo: 'Undo',
    secondsLeft: (left: number) => `takes effect in ${left} s`,
    secondsToUndo: (left: number) => `can be undone for ${left} s`,
    unconfirmed: 'Not confirmed', unconfirmedHelp: 'It may or may not have happened. Look at the lamps; do not press again.',
    refused: 'Not done', connecting: 'Connecting the picture…',
    again: 'Picture lost, connecting again…', refusedPicture: 'This picture may not be seen now',
    machineText: 'Machine text (unchecked, not the court record)', follow: 'Follow latest', newLines: (count: number) => `${count} new`,
    corrected: 'Corrected', original: 'As recognised', correct: 'Correct', save: 'Save', speaking: 'Speaking', nothingSaid: 'Nothing yet',
    transcriptList: 'Transcript lines', below: (count: number) => `${count} more below`, spokenCode: 'Code in eight groups',
  },
);
