/** Words of the search page. */
import { dictionary } from '../../lib/i18n';

export const searchWords = dictionary(
  {
    title: '全院检索', query: '检索词', hint: '空格分开的词都要出现；加引号的作为一句；一个字也可以检索', go: '检索', caseNumber: '案号（可写一部分）', room: '法庭', anyRoom: '全部法庭', role: '发言人', anyRole: '全部角色', bench: '合议庭、独任审判员', since: '从', until: '到',
    start: '检索全部识别稿、记事和日志', startHelp: '只列出您有权查阅的庭审。按 / 回到检索框，↑ ↓ 选择结果，回车打开。', searching: '正在检索…', nothing: '没有找到', nothingHelp: '换一个词，或放宽案号、法庭、日期和角色。', failed: '检索失败', again: '重试', more: '更早的结果', end: '没有更早的结果', results: '检索结果', shown: (count: number) => `已列出 ${count} 条`,
    superseded: '已更正', sitting: (number: number) => `第 ${number} 次庭审`, logged: '日志', back: '返回', notYours: '您无权检索庭审', scrollOn: '继续向前查找',
  },
  {
    title: 'Search all hearings', query: 'Words', hint: 'Every word has to be there; words in quotes as one phrase; one Chinese sign is enough', go: 'Search', caseNumber: 'Case number, or part of it', room: 'Courtroom', anyRoom: 'All courtrooms', role: 'Speaker', anyRole: 'All roles', bench: 'The bench', since: 'From', until: 'To',
    start: 'Search all texts, notes and logs', startHelp: 'Only hearings that you may read are listed. / goes to the words, ↑ ↓ choose, Enter opens.', searching: 'Searching…', nothing: 'Nothing found', nothingHelp: 'Try another word, or widen case, courtroom, dates and role.', failed: 'The search failed', again: 'Try again', more: 'Earlier results', end: 'Nothing earlier', results: 'Results', shown: (count: number) => `${count} listed`,
    superseded: 'corrected since', sitting: (number: number) => `Sitting ${number}`, logged: 'Log', back: 'Back', notYours: 'You may not search hearings', scrollOn: 'Look further back',
  },
);
