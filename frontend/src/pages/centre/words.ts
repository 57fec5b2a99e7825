/** Words of the control centre's page. */
import { dictionary } from '../../lib/i18n';

export const centreWords = dictionary(
  {
    title: '集控中心', rooms: '法庭', noRooms: '还没有法庭接入', inSession: (open: number, all: number) => `${all} 个法庭，${open} 个有庭`, back: '管理', notYours: '本页仅供法院工作人员使用。',
    sound: '点此开启报警声', soundOn: '试听报警声', linkGood: '连接正常', linkLate: '连接迟缓', linkLost: '连接中断', connecting: '正在连接', ended: '已退出，请重新登录', lostTitle: '与服务器的连接中断，以下是中断前的情况', lostSince: (time: string) => `${time} 以后的报警本页收不到，请电话联系各法庭`,
    callTitle: (room: string) => `法警报警 · ${room}`, called: '报警', confirm: '确认知悉', clear: '解除报警', clearLocked: '由法警、书记员或审判人员解除', standing: '正在报警', since: (time: string, span: string) => `${time} 报警，已 ${span}`,
    from: { panel: '书记员控制台', page: '法庭人员', button: '报警按钮' } as Record<string, string>, unseen: '尚无人确认', toldLate: (time: string) => `服务器恢复后 ${time} 才收到`, seen: (names: string) => `已知悉：${names}`, comma: '、',
    past: '今日报警', nonePast: '今日没有已处置的报警', clearedBy: (name: string, time: string) => `${name} ${time} 解除`, notCleared: '未解除，庭审已归档', clearTitle: (room: string) => `解除法警报警 · ${room}`, clearText: '解除后报警从各页面消失，确认和解除均记录在案。', note: '处置情况',
    free: '空闲', undecided: '公开与否未定', notPublic: '不公开审理', numberHidden: '案号不显示',
    rec: { off: '未录制', starting: '正在启动录制', on: '录制中', partly: '部分未录', stopping: '录制未停', paused: '录制暂停', unknown: '录制状态未知' } as Record<string, string>, tracks: (writing: number, all: number) => `${writing}/${all} 路`, noTracks: '—',
    live: { off: '未直播', on: '直播中', cut: '直播已切断', closed: '不直播', unknown: '直播状态未知' } as Record<string, string>,
    agentLost: '法庭主机未连接', devicesGood: (count: number) => `设备正常 ${count} 台`, devicesBad: (bad: number, names: string) => `设备异常 ${bad} 台：${names}`, noDevices: '没有设备信息', guards: (count: number) => `运行警报 ${count} 项`,
  },
  {
    title: 'Control centre', rooms: 'Courtrooms', noRooms: 'No courtroom is connected yet', inSession: (open: number, all: number) => `${all} courtrooms, ${open} in use`, back: 'Administration', notYours: 'This page is for court staff.',
    sound: 'Turn alarm sound on', soundOn: 'Hear the sound', linkGood: 'Linked', linkLate: 'Link slow', linkLost: 'Link lost', connecting: 'Connecting', ended: 'Signed out; please sign in again', lostTitle: 'The server cannot be reached; this is how things stood before', lostSince: (time: string) => `No alarm after ${time} reaches this page: telephone the courtrooms`,
    callTitle: (room: string) => `Bailiffs called · ${room}`, called: 'Alarm', confirm: 'I have seen it', clear: 'Clear', clearLocked: 'A bailiff, the clerk or the bench clears it', standing: 'Alarms now', since: (time: string, span: string) => `called at ${time}, ${span} ago`,
    from: { panel: 'from the clerk’s panel', page: 'by court staff', button: 'by an alarm button' } as Record<string, string>, unseen: 'nobody has confirmed', toldLate: (time: string) => `reached the server at ${time} only`, seen: (names: string) => `seen by ${names}`, comma: ', ',
    past: 'Alarms today', nonePast: 'No alarm was dealt with today', clearedBy: (name: string, time: string) => `cleared by ${name} at ${time}`, notCleared: 'Never cleared; the hearing is archived', clearTitle: (room: string) => `Clear the call for bailiffs · ${room}`, clearText: 'It then goes from every page. Confirming and clearing stay on record.', note: 'What happened',
    free: 'Free', undecided: 'Not said yet whether public', notPublic: 'Closed hearing', numberHidden: 'Case number not shown',
    rec: { off: 'REC off', starting: 'REC starting', on: 'REC', partly: 'REC partly', stopping: 'REC not stopped', paused: 'REC stopped', unknown: 'REC unknown' } as Record<string, string>, tracks: (writing: number, all: number) => `${writing}/${all} tracks`, noTracks: '—',
    live: { off: 'LIVE off', on: 'LIVE', cut: 'LIVE cut', closed: 'LIVE never', unknown: 'LIVE unknown' } as Record<string, string>,
    agentLost: 'Courtroom computer not connected', devicesGood: (count: number) => `${count} devices well`, devicesBad: (bad: number, names: string) => `Devices not well (${bad}): ${names}`, noDevices: 'No word of devices', guards: (count: number) => `${count} system alarms`,
  },
);
