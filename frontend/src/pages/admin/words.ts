/** Words of the administration page. */
import { dictionary } from '../../lib/i18n';

export const adminWords = dictionary(
  {
    search: '全院检索', centre: '集控中心', title: '管理', signOut: '退出', hearings: '庭审', day: '日期', noHearings: '这一天没有排期', time: '时间', caseWord: '案件', room: '法庭', state: '状态', open: '打开',
    panel: '控制台', player: '回看', people: '人员', scheduleNew: '新增排期', number: '案号', cause: '案由', caseTitle: '公开名称', procedure: '程序', court: '法院', planned: '开庭时间', track: '适用程序', ground: '远程参加依据', save: '保存',
    rooms: '法庭', noRooms: '还没有法庭接入。先生成接入码，再在法庭主机上运行接入命令。', connected: '在线', notConnected: '未连接', seats: (count: number) => `${count} 个席位`, code: '生成接入码', clapper: '场记板', clapperText: (room: string, code: string) => `${room}的场记板：配对码 ${code}，十分钟内有效`, codeText: (room: string) => `法庭 ${room} 的一次性接入码`, roomId: '法庭标识（英文）',
    rehearse: '立即自检', rehearsing: '正在自检', neverRehearsed: '还没有自检', unwell: (bad: number, all: number) => (bad ? `${all} 项中 ${bad} 项异常` : `${all} 项全部正常`),
    verdict: { green: '自检正常', amber: '自检须留意', red: '自检未通过', missing: '未能检测' } as Record<string, string>,
    accounts: '账号', account: '账号', name: '姓名', role: '职务', password: '初始口令（可不填）', add: '新增账号', link: '登录链接', linkText: (who: string) => `${who} 的一次性登录链接（15 分钟内有效）`, administrator: '系统管理员', disabled: '已停用', active: '可用',
    invite: '登记参与人', remote: '远程参加', place: '地点', site: '远程提讯室', noSite: '无', joinLink: '入庭链接', joinLinkText: (who: string) => `${who} 的入庭链接`, copy: '复制', copied: '已复制', participants: '参与人', failed: '没有保存', notYours: '您没有管理权限，仅显示庭审列表。', bench: '法庭内',
  },
  {
    search: 'Search all hearings', centre: 'Control centre', title: 'Administration', signOut: 'Sign out', hearings: 'Hearings', day: 'Day', noHearings: 'Nothing is scheduled that day', time: 'Time', caseWord: 'Case', room: 'Courtroom', state: 'State', open: 'Open',
    panel: 'Panel', player: 'Replay', people: 'People', scheduleNew: 'Schedule a hearing', number: 'Case number', cause: 'Cause', caseTitle: 'Public title', procedure: 'Procedure', court: 'Court', planned: 'Planned for', track: 'Track', ground: 'Ground for remote attendance', save: 'Save',
    rooms: 'Courtrooms', noRooms: 'No courtroom is connected yet. Make a code, then enrol the courtroom’s computer with it.', connected: 'Connected', notConnected: 'Not connected', seats: (count: number) => `${count} seats`, code: 'Make code', clapper: 'Clapper', clapperText: (room: string, code: string) => `Clapper of ${room}: code ${code}, for ten minutes`, codeText: (room: string) => `One-time code of courtroom ${room}`, roomId: 'Courtroom id',
    rehearse: 'Rehearse', rehearsing: 'Rehearsing', neverRehearsed: 'Not rehearsed yet', unwell: (bad: number, all: number) => (bad ? `${bad} of ${all} not well` : `All ${all} well`),
    verdict: { green: 'Rehearsed well', amber: 'Rehearsal: look at it', red: 'Rehearsal failed', missing: 'Not tried' } as Record<string, string>,
    accounts: 'Accounts', account: 'Account', name: 'Name', role: 'Role', password: 'First password (optional)', add: 'Add account', link: 'Sign-in link', linkText: (who: string) => `One-time sign-in link of ${who} (15 minutes)`, administrator: 'Administrator', disabled: 'Closed', active: 'Active',
    invite: 'Add a person', remote: 'Remote', place: 'Place', site: 'Custody room', noSite: 'None', joinLink: 'Join link', joinLinkText: (who: string) => `Join link of ${who}`, copy: 'Copy', copied: 'Copied', participants: 'People', failed: 'Not saved', notYours: 'You do not administer; only hearings are listed.', bench: 'In the courtroom',
  },
);
