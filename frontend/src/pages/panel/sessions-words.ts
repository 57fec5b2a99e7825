/** Words of a hearing's sessions over days, and of cases that are heard together. */
import { dictionary } from '../../lib/i18n';

export const sessionsWords = dictionary(
  {
    title: '开庭时段', none: '还没有开庭', total: (count: number, time: string) => `${count} 段 · 共 ${time}`, running: '进行中', part: (number: number) => `第 ${number} 段`, next: '预计继续', nextAt: (day: string, time: string) => `${day} ${time}`, notSaid: '未约定继续时间',
    asBefore: '录制接续同一录制，不另起新录制；届时按“继续开庭”。', resumesAt: '预计继续时间（可不填，可隔日）', past: '继续时间须在现在之后',
    casesKey: '并案管理', lead: '主案', and: (count: number) => `等 ${count} 案`, join: '并入本庭', joinTitle: '并案审理', joinText: '记录归入主案案号，其他案件指向同一记录。并案和分案均记入庭审日志。', number: '案号', cause: '案由', caseTitle: '案件名称（公开时使用，可不填）', sever: '分案', noJoined: '没有并入的案件', wrongNumber: '案号格式如（2026）示0101刑初128号',
  },
  {
    title: 'Sessions', none: 'Not open yet', total: (count: number, time: string) => `${count} · ${time} in all`, running: 'Running', part: (number: number) => `Session ${number}`, next: 'Goes on', nextAt: (day: string, time: string) => `${day}, ${time}`, notSaid: 'Not announced when it goes on',
    asBefore: 'The same recording goes on then; tap Resume.', resumesAt: 'Goes on at (optional; another day too)', past: 'It must lie in the future',
    casesKey: 'Joined cases', lead: 'Lead case', and: (count: number) => `and ${count - 1} more`, join: 'Join', joinTitle: 'Hear cases together', joinText: 'The record lies under the lead case; the others point to it. Joining and severing stand in the log.', number: 'Case number', cause: 'Cause', caseTitle: 'Title for the public (optional)', sever: 'Sever', noJoined: 'No case is joined', wrongNumber: 'Write it as （2026）示0101刑初128号',
  },
);
