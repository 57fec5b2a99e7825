/** Words of hearings that were handed in. */
import { dictionary } from '../../lib/i18n';

export const handinWords = dictionary(
  {
    title: '移交的庭审', dispute: '日志分歧，未并入', events: (count: number) => `${count} 条日志`, here: '服务器：', there: '法庭：', damaged: '移交时已受损',
    status: { merged: '已并入', aside: '作为附录保存', dispute: '日志分歧，待裁定', conflict: '有冲突，未并入', staged: '正在移交' } as Record<string, string>,
    kind: {
      'same-case': '同一案件、同一庭次两边都有', 'changed-case': '案件信息不同', 'log-differs': '日志不同', 'server-ahead': '服务器已有后续记录',
      'other-name': '姓名不同', 'record-differs': '录音录像不同', 'not-whole': '移交不完整', 'secret-file': '副卷两边都有，各自保留',
    } as Record<string, string>,
  },
  {
    title: 'Hearings handed in', dispute: 'Logs differ, not merged', events: (count: number) => `${count} events`, here: 'Server: ', there: 'Courtroom: ', damaged: 'Damaged when it came',
    status: { merged: 'Merged', aside: 'Kept beside', dispute: 'Logs differ, to be settled', conflict: 'A conflict, not merged', staged: 'Coming' } as Record<string, string>,
    kind: {
      'same-case': 'Case and sitting held on both sides', 'changed-case': 'The case differs', 'log-differs': 'The log differs', 'server-ahead': 'The server has later events',
      'other-name': 'Another name', 'record-differs': 'The recording differs', 'not-whole': 'Not everything came', 'secret-file': 'A secret file on both sides; each keeps its own',
    } as Record<string, string>,
  },
);
