/** Words about settling a hearing that the server and a courtroom both hold. */
import { dictionary } from '../../lib/i18n';

export const settlingWords = dictionary(
  {
    settle: '比对与裁定', head: '两边记录比对', server: '服务器', room: '法庭', state: '进程', sitting: '庭次', planned: '排期', opened: '开庭', closed: '闭庭', events: '日志条数', chain: '日志摘要', root: '闭庭校验值', lines: '识别语句', people: '参与人', takes: '录制单元',
    number: '案号', hearing: '庭审编号', alike: (count: number) => `前 ${count} 条日志两边相同。`, logs: (count: number) => `不同的日志（${count} 条）`, texts: (count: number) => `不同的识别语句（${count} 条）`, none: '没有不同。', place: '序号',
    keep: '裁定', choice: { both: '两边都保留，作为两次庭审', room: '以法庭记录为准', server: '以服务器记录为准' } as Record<string, string>, reason: '理由', propose: '提出', approve: '核准', withdraw: '撤回', note: '须由另一位管理员核准。两边均不删除、不改号；不作准的一方连同哈希值另行保存。',
    proposed: (name: string, keep: string, reason: string) => `${name}提议：${keep}。理由：${reason}`, approved: (name: string) => `${name}已核准。`, waits: '请法庭再次执行移交，随后生效。', done: '已办理。', kept: (side: string, hash: string) => `${side}一方另存为附录，校验值 ${hash}`, changed: '附录中的文件已被改动：', planAgain: (hearing: string) => `原排期改为新的庭审 ${hearing}。`, extra: (sitting: number) => `法庭记录作为第 ${sitting} 次庭审保存。`, approveAsk: '核准这一裁定？', approveText: '核准后不能撤回。',
  },
  {
    settle: 'Compare and settle', head: 'Both sides', server: 'Server', room: 'Courtroom', state: 'Course', sitting: 'Sitting', planned: 'Planned', opened: 'Opened', closed: 'Closed', events: 'Events', chain: 'Hash of the log', root: 'Closing root', lines: 'Lines of draft', people: 'People', takes: 'Takes',
    number: 'Case', hearing: 'Hearing', alike: (count: number) => `The first ${count} events are the same on both sides.`, logs: (count: number) => `Events that differ (${count})`, texts: (count: number) => `Lines that differ (${count})`, none: 'Nothing differs.', place: 'No.',
    keep: 'Settlement', choice: { both: 'Keep both, as two sittings', room: 'The courtroom’s stands', server: 'The server’s stands' } as Record<string, string>, reason: 'Reason', propose: 'Propose', approve: 'Approve', withdraw: 'Take back', note: 'Another administrator has to approve. Nothing is deleted or renumbered; the side that does not stand is kept with its hashes.',
    proposed: (name: string, keep: string, reason: string) => `${name} proposes: ${keep}. ${reason}`, approved: (name: string) => `${name} approved.`, waits: 'It takes effect when the courtroom hands in again.', done: 'Done.', kept: (side: string, hash: string) => `The side of the ${side.toLowerCase()} is kept beside it, hash ${hash}`, changed: 'Kept files that were changed: ', planAgain: (hearing: string) => `What was planned is the new hearing ${hearing}.`, extra: (sitting: number) => `The courtroom’s side is kept as sitting ${sitting}.`, approveAsk: 'Approve this settlement?', approveText: 'An approval cannot be taken back.',
  },
);
