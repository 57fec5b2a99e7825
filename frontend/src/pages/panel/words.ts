/** Words of the clerk's panel. */
import { dictionary } from '../../lib/i18n';

export const panelWords = dictionary(
  {
    title: '书记员控制台', views: '面板分页',
    home: '总控', people: '远程', devices: '设备', broadcast: '直播', notes: '笔录', help: '求助',
    // lamps
    rec: '录制中', recDetail: (writing: number, all: number, time: string) => `${time} · ${writing}/${all} 路`,
    recMissing: '录制不全', recMissingDetail: (names: string) => `未写入：${names}`,
    recOff: '未录制', recOffDetail: '开庭后开始录制', recPaused: '停止录制', recPausedDetail: '休庭中，不录不播',
    recUnknown: '录制状态未知', recUnknownDetail: '没有收到录制端报告', recStarting: '正在启动录制', recStopping: '录制尚未停止',
    recEnded: '录制已结束', recEndedDetail: (tracks: number) => `${tracks} 路已封存`,
    liveOn: '直播中', liveDetail: (delay: number, viewers: number) => `延时 ${delay} 秒 · ${viewers.toLocaleString('zh-CN')} 人`,
    liveOff: '未直播', liveCut: '直播已切断', liveClosed: '不公开审理', liveClosedDetail: '不直播', liveUnknown: '直播状态未知',
    liveUnknownDetail: '没有收到播出端报告',
    withheld: {
      recess: '休庭，暂停播出', stage: '本环节不播出', cut: '恢复须法官确认', closed: '不公开审理', 'not-yet': '尚未开庭', ended: '已结束',
      'not-approved': '未经批准', 'not-broadcastable': '该程序不得直播', other: '不播出',
    } as Record<string, string>,
    linkGood: '连接正常', linkDetail: (ms: number | null) => (ms === null ? '—' : `${ms} 毫秒`), linkLate: '连接迟缓', linkLateDetail: '3 秒没有消息',
    linkLost: '连接中断', linkLostDetail: (count: number) => `第 ${count} 次重连`, linkConnecting: '正在连接', linkEnded: '已断开',
    // lost
    lostTitle: '与服务器的连接已断开 · 录制与直播状态未知',
    lostText: (time: string) => `灰色内容为 ${time} 的最后状态。按键暂不可用，不会补发。请看录制主机红灯确认是否仍在录制。`,
    retryNow: '立即重试', back: '连接已恢复', backText: (count: number) => `断开期间有 ${count} 条新记录，已更新。`,
    // pictures
    program: '庭审合成', onAir: '播出', inCourtOnly: '仅庭内', noProgram: '开庭准备后显示合成画面', recessSlate: '休庭中 · 不录制、不播出',
    remotePictures: '远程画面', remoteCount: (count: number) => `${count} 人`, noRemote: '本次庭审没有远程参与人', notConnected: '未连接', waiting: '等候中',
    linkWords: { good: '网络良好', weak: '网络较弱', bad: '网络很差', none: '未连接', unknown: '网络未知' } as Record<string, string>,
    // microphones
    microphones: '席位话筒', micHint: '点按静音或恢复', mutedWord: '已静音', byScene: '场景静音',
    muteVerb: '，按下静音', unmuteVerb: '，按下恢复话筒', remoteMic: '远程',
    // stages
    stages: '庭审环节', nextStage: '下一环节', lastStage: '已到最后环节', stageNow: (name: string) => `当前：${name}`, comma: '、', withheldStage: '不播出',
    // people
    peopleHead: '参与人员', peopleCount: (inCourt: number, waiting: number) => (waiting ? `${inCourt} 人在庭 · ${waiting} 人等候` : `${inCourt} 人在庭`),
    admit: '准入', inRoom: '现场出庭', callWitness: '传证人到庭', dismiss: '退庭', answerHand: '请发言', presence: {
      invited: '未到', waiting: '等候准入', admitted: '在庭', called: '在庭作证', left: '已离开', removed: '已责令退出',
    } as Record<string, string>,
    checksGood: '设备检测通过', checksBad: (names: string) => `检测未通过：${names}`, handUp: '举手请求发言',
    checkNames: { camera: '摄像头', microphone: '话筒', speaker: '扬声器', codec: '视频编码', network: '网络' } as Record<string, string>,
    notConsented: '尚未同意远程参加', link: '入庭链接', linkMade: '入庭链接（15 分钟内有效，一人一次）', copy: '复制', copied: '已复制',
    noPeople: '还没有登记参与人', removeKey: '责令退出', removeTitle: (name: string) => `责令${name}退出法庭？`, removeText: '退出后须重新登记才能再次参加；确认后 5 秒内可以撤销。',
    removing: (name: string) => `将责令${name}退出`, dismissing: (name: string) => `${name}将退庭`, leavingNote: '撤销则不退出', keepInCourt: '撤销',
    // devices
    devicesHead: '庭内设备', simulated: '模拟设备', asked: '要求', answered: '回答', verified: '已核实', assumed: '未核实', unknown: '未知', noDevices: '没有收到设备报告',

    alarms: '报警', acknowledge: '知悉', acknowledged: (name: string, time: string) => `${name} ${time} 已知悉`, moreAlarms: (count: number) => `另有 ${count} 项报警`,
    // transcript
    transcript: '实时识别稿', recognising: (behind: string) => `识别中 · 延迟 ${behind} 秒`, notRecognising: '没有语音识别', recognitionPaused: '休庭，暂停识别',
    // notes
    note: '记事点', noteTitle: '记事点', noteText: '内容', noteSave: '记入日志', notesHead: '庭审日志', faults: '故障', noNotes: '还没有记事', noteHint: '只记时间也可以',
    // dock
    prepare: '庭前准备', prepareSmall: '接通画面和设备', open: '宣布开庭', openSmall: '开始全程录音录像', openEarlier: '开庭前移', openEarlierSmall: '已宣布开庭', openEarlierText: '录音录像从宣布开庭时起算。庭前准备时法庭内保留最近一分钟，前移后并入录制；远程人员从现在开始录制。', openEarlierNone: '庭前准备刚刚开始，没有可以前移的录制。', openAt: (time: string) => `从 ${time} 开庭`, secondsAgo: (seconds: number) => `${seconds} 秒前`, opening: '正在开庭', openingSmall: '等待各路写入', recess: '休庭', recessSmall: '停录 · 按住 1.5 秒', otherGap: '其他中止',
    resume: '继续开庭', resumeSmall: '恢复录制和播出', resuming: '正在恢复', closeHearing: '闭庭', closeSmall: '按住 1.5 秒', sign: '送签笔录', signSmall: '核对并签名', archive: '归档封存', archiveSmall: '打包并验证', archiving: '正在归档', archived: '已归档', archivedSmall: '记录完整封存', cancelled: '已取消',
    muteAll: '全体静音', seal: '转不公开', unseal: '转为公开', keysKey: '快捷键',
    recessTitle: '中止庭审录制的原因', recessText: '法律只允许三种情形停止录音录像。10 秒内可以撤销。', reason: { recess: '休庭', 'closed-evidence': '不公开举证质证', mediation: '不宜录制的调解' } as Record<string, string>,
    closeTitle: '确认闭庭？', closeText: '闭庭后不能再次开庭。10 秒内可以撤销，其间继续录制。',
    recessAsked: '即将休庭', closeAsked: '即将闭庭', stillRecording: '录制仍在继续', undoRecess: '撤销休庭', undoClose: '撤销闭庭',
    notYet: '庭审未开始', notInSession: '庭审未进行', noRight: '您没有此权限',
    dropped: '没有执行', droppedText: '撤销时间未满，与服务器的连接已断开；不会补发。',
    // broadcast
    air: '互联网直播', airOff: '未直播', cut: '切断直播', cutSmall: '一按即断', cutSmall2: '恢复须法官确认', cutDone: '已切断', airOver: '庭审已结束', restore: '恢复直播', restoreSmall: '按住 1.5 秒', cutAt: (time: string) => `${time} 起切断`, restoreTitle: '恢复直播？', restoreText: '从现在采集的画面起恢复播出，切断期间的内容不会播出。',
    airNever: '该程序不得直播', airClosed: '不公开审理，不得直播', airUnreachable: '连接中断，无法送达', airUnreachable2: '请立即通知技术人员',
    approval: '直播审批', approvalState: { none: '未申请', applied: '已申请，待审核', reviewed: '已审核，待批准', approved: '已批准', refused: '未批准' } as Record<string, string>,
    applicant: '申请人', reviewer: '审核人', vicePresident: '批准人（主管副院长）', reasonWord: '理由', apply: '申请直播', review: '审核通过', approve: '批准直播', refuse: '不予批准', approvalNote: '公开审理的庭审，经申请、审核、主管副院长批准后才会播出。身份核对环节不播出。',
    // openness
    sealTitle: '转为不公开审理', sealText: '直播立即停止且不可恢复。须由审判长或独任审判员决定。', unsealTitle: '转为公开审理', judgeName: '决定的法官', range: '范围', wholeHearing: '全案', fromNow: '从现在起',
    // help
    helpTitle: '请求协助', helpKinds: { technical: '技术人员', bailiff: '法警', interpreter: '翻译', medical: '医护' } as Record<string, string>, helpAsked: '已呼叫', helpAnswer: '已处理',
    setup: '本控制台', mirrored: '左手布局', wake: '轻触唤醒（只唤醒，不执行）',
    // archive
    closingHead: '完整性校验值', closingText: '请逐组念出并核对，无误后由当事人签名。', closingQr: '完整性校验值二维码', closingWaits: '正在计算完整性校验值…', closingBehind: (takes: string) => `${takes} 尚未封存，现值只含已上传的部分；传齐后会有新的校验值。`,
    archiveHead: '归档', archiveSteps: { closed: '闭庭', signing: '送签笔录', asked: '打包与验证', done: '已归档' } as Record<string, string>, root: '记录根值（SHA-256）', packageAt: '档案包', uploadLeft: (count: number, size: string, rate: string) => `尚有 ${count} 段（${size}）待上传，${rate}/秒`, uploadDone: '全部记录已上传并核对', uploadUp: '全部记录已上传，尚未核对', uploadWaits: (why: string) => `上传受阻：${why}`, openPlayer: '回看与验证',
    // keyboard help
    keysTitle: '快捷键', keysText: '休庭和闭庭用键盘时会先询问。切断直播没有快捷键以外的确认。', keyList: [
      ['F1', '求助与本控制台'], ['F2', '下一环节'], ['F3', '法警报警'], ['F4', '全体静音（5 秒内可撤销）'], ['F5', '公开或不公开审理（先询问）'], ['F6', '切断直播；法官恢复（先询问）'], ['F7', '准入等候的第一人'], ['F8', '记事点'],
      ['F9', '准备、开庭、休庭（先询问）、继续、送签、归档'], ['F10', '闭庭（先询问）；准备时：开庭前移'], ['F11', '其他中止（先询问）'], ['⇧F1–⇧F10', '左侧各分页'], ['← → Del', '举证：为各屏翻页、撤下'], ['空格 ← →', '音视频证据：播放或暂停，后退或前进10秒'], ['Enter', '修改选中的识别稿行'], ['↑ ↓ ← → + −', '画面：按住转动、变焦，松开即停'], ['Esc', '取消'], ['?', '本说明'],
    ] as [string, string][],
    // list of hearings
    choose: '选择庭审', noHearings: '今天没有排期', loading: '正在读取…', ended: '本页已由系统断开',
  },
  {
    title: 'Clerk’s panel', views: 'Views of the panel',
    home: 'Main', people: 'Remote', devices: 'Devices', broadcast: 'On air', notes: 'Record', help: 'Help',
    rec: 'REC', recDetail: (writing: number, all: number, time: string) => `${time} · ${writing}/${all}`,
    recMissing: 'REC incomplete', recMissingDetail: (names: string) => `Not writing: ${names}`,
    recOff: 'REC off', recOffDetail: 'Starts at opening', recPaused: 'REC stopped', recPausedDetail: 'Recess: nothing kept',
    recUnknown: 'REC unknown', recUnknownDetail: 'No word from recorder', recStarting: 'REC starting', recStopping: 'REC not stopped',
    recEnded: 'REC ended', recEndedDetail: (tracks: number) => `${tracks} tracks sealed`,
    liveOn: 'LIVE', liveDetail: (delay: number, viewers: number) => `${delay} s delay · ${viewers.toLocaleString('en-GB')}`,
    liveOff: 'LIVE off', liveCut: 'LIVE cut', liveClosed: 'Not public', liveClosedDetail: 'LIVE off', liveUnknown: 'LIVE unknown',
    liveUnknownDetail: 'No word from release',
    withheld: {
      recess: 'Recess', stage: 'Not in this stage', cut: 'Judge restores', closed: 'Not public', 'not-yet': 'Not open yet', ended: 'Ended',
      'not-approved': 'Not approved', 'not-broadcastable': 'Never broadcast', other: 'Withheld',
    } as Record<string, string>,
    linkGood: 'Link good', linkDetail: (ms: number | null) => (ms === null ? '—' : `${ms} ms`), linkLate: 'Link slow', linkLateDetail: 'Nothing for 3 s',
    linkLost: 'Link lost', linkLostDetail: (count: number) => `Attempt ${count}`, linkConnecting: 'Connecting', linkEnded: 'Ended',
    lostTitle: 'Server lost · recording and broadcast unknown',
    lostText: (time: string) => `What is grey was true at ${time}. Keys do nothing now and nothing is sent later. Look at the recorder’s red light to see whether it still records.`,
    retryNow: 'Try now', back: 'Link is back', backText: (count: number) => `${count} entries were made meanwhile; they are shown now.`,
    program: 'Program', onAir: 'ON AIR', inCourtOnly: 'In court only', noProgram: 'The picture comes with preparing', recessSlate: 'Recess · nothing kept or shown',
    remotePictures: 'Remote', remoteCount: (count: number) => `${count}`, noRemote: 'Nobody takes part remotely', notConnected: 'Not connected', waiting: 'Waiting',
    linkWords: { good: 'Link good', weak: 'Link weak', bad: 'Link poor', none: 'Not connected', unknown: 'Link unknown' } as Record<string, string>,
    microphones: 'Microphones', micHint: 'Tap to mute or unmute', mutedWord: 'Muted', byScene: 'By scene',
    muteVerb: ', press to mute', unmuteVerb: ', press to unmute', remoteMic: 'remote',
    stages: 'Stages', nextStage: 'Next stage', lastStage: 'Last stage reached', stageNow: (name: string) => `Now: ${name}`, comma: ', ', withheldStage: 'not on air',
    peopleHead: 'People', peopleCount: (inCourt: number, waiting: number) => (waiting ? `${inCourt} in court · ${waiting} waiting` : `${inCourt} in court`),
    admit: 'Admit', inRoom: 'attends in the room', callWitness: 'Call witness', dismiss: 'Dismiss', answerHand: 'Heard', presence: {
      invited: 'Not here yet', waiting: 'Waiting to be admitted', admitted: 'In court', called: 'Testifying', left: 'Gone', removed: 'Removed',
    } as Record<string, string>,
    checksGood: 'Devices passed', checksBad: (names: string) => `Failed: ${names}`, handUp: 'Asks to speak',
    checkNames: { camera: 'camera', microphone: 'microphone', speaker: 'speaker', codec: 'video codec', network: 'network' } as Record<string, string>,
    notConsented: 'Has not agreed to attend remotely', link: 'Join link', linkMade: 'Join link (15 minutes, one person, once)', copy: 'Copy', copied: 'Copied',
    noPeople: 'Nobody entered yet', removeKey: 'Remove', removeTitle: (name: string) => `Order ${name} out of court?`, removeText: 'Whoever is removed must be entered anew to come back. You can undo for 5 seconds.',
    removing: (name: string) => `${name} is being removed`, dismissing: (name: string) => `${name} is being dismissed`, leavingNote: 'nothing happens if you undo', keepInCourt: 'Undo',
    devicesHead: 'Devices', simulated: 'Simulated', asked: 'Asked', answered: 'Answered', verified: 'Verified', assumed: 'Assumed', unknown: 'Unknown', noDevices: 'No word from the devices',

    alarms: 'Alarms', acknowledge: 'Acknowledge', acknowledged: (name: string, time: string) => `Acknowledged by ${name}, ${time}`, moreAlarms: (count: number) => `${count} more ${count === 1 ? 'alarm' : 'alarms'}`,
    transcript: 'Live text', recognising: (behind: string) => `Listening · ${behind} s behind`, notRecognising: 'No recognition', recognitionPaused: 'Recess: not listening',
    note: 'Note', noteTitle: 'Note', noteText: 'Text', noteSave: 'Write to the log', notesHead: 'Log of the hearing', faults: 'Faults', noNotes: 'No notes yet', noteHint: 'The time alone will do',
    prepare: 'Prepare', prepareSmall: 'Pictures and devices', open: 'Open hearing', openSmall: 'Recording starts', openEarlier: 'Open earlier', openEarlierSmall: 'Announced already', openEarlierText: 'The record begins with the announcement. While a hearing is prepared the courtroom keeps its last minute, which then becomes part of the record; remote people are recorded from now on.', openEarlierNone: 'The preparation has only just begun; there is nothing to move back to.', openAt: (time: string) => `Open as of ${time}`, secondsAgo: (seconds: number) => `${seconds} s ago`, opening: 'Opening', openingSmall: 'Waiting for all tracks', recess: 'Recess', recessSmall: 'Stop REC · hold 1.5 s', otherGap: 'Other pause',
    resume: 'Resume', resumeSmall: 'REC and LIVE go on', resuming: 'Resuming', closeHearing: 'Close', closeSmall: 'Hold 1.5 s', sign: 'Send to sign', signSmall: 'Read and sign', archive: 'Archive', archiveSmall: 'Pack and verify', archiving: 'Archiving', archived: 'Archived', archivedSmall: 'Record sealed', cancelled: 'Cancelled',
    muteAll: 'Mute all', seal: 'Close to public', unseal: 'Open to public', keysKey: 'Keys',
    recessTitle: 'Why does the record pause?', recessText: 'The law knows three reasons to stop the record. You can undo for 10 seconds.', reason: { recess: 'Recess', 'closed-evidence': 'Evidence heard in private', mediation: 'Mediation that is not recorded' } as Record<string, string>,
    closeTitle: 'Close the hearing?', closeText: 'A closed hearing cannot be opened again. You can undo for 10 seconds; recording goes on meanwhile.',
    recessAsked: 'Recess is about to begin', closeAsked: 'The hearing is about to close', stillRecording: 'still recording', undoRecess: 'Undo recess', undoClose: 'Undo closing',
    notYet: 'Not open yet', notInSession: 'Not in session', noRight: 'Not your right',
    dropped: 'Not carried out', droppedText: 'The server was lost before the time to undo was over. Nothing is sent later.',
    air: 'Broadcast', airOff: 'LIVE off', cut: 'Cut', cutSmall: 'One tap cuts', cutSmall2: 'The judge restores', cutDone: 'Off', airOver: 'The hearing is over', restore: 'Restore', restoreSmall: 'Hold 1.5 s', cutAt: (time: string) => `Cut since ${time}`, restoreTitle: 'Restore the broadcast?', restoreText: 'It goes on from what is captured now. What was said while it was cut is never shown.',
    airNever: 'Never broadcast', airClosed: 'Not public: never broadcast', airUnreachable: 'Link lost', airUnreachable2: 'Call a technician',
    approval: 'Approval of the broadcast', approvalState: { none: 'Not applied for', applied: 'Applied for, to be reviewed', reviewed: 'Reviewed, to be approved', approved: 'Approved', refused: 'Refused' } as Record<string, string>,
    applicant: 'Applicant', reviewer: 'Reviewer', vicePresident: 'Approved by (vice-president)', reasonWord: 'Reason', apply: 'Apply', review: 'Pass review', approve: 'Approve', refuse: 'Refuse', approvalNote: 'A public hearing is shown only after application, review and approval by the vice-president. The identity check is never shown.',
    sealTitle: 'Close to the public', sealText: 'The broadcast ends at once and cannot be restored. The presiding or sole judge decides.', unsealTitle: 'Open to the public', judgeName: 'Deciding judge', range: 'Range', wholeHearing: 'Whole hearing', fromNow: 'From now on',
    helpTitle: 'Call for help', helpKinds: { technical: 'Technician', bailiff: 'Bailiff', interpreter: 'Interpreter', medical: 'Medical' } as Record<string, string>, helpAsked: 'Called', helpAnswer: 'Seen to',
    setup: 'This panel', mirrored: 'Left-handed', wake: 'Tap to wake; that tap does nothing else',
    closingHead: 'Integrity code', closingText: 'Read it aloud group by group and compare; when it is right, the parties sign it.', closingQr: 'QR code of the integrity code', closingWaits: 'Working out the integrity code…', closingBehind: (takes: string) => `${takes}: not sealed yet; this code holds what has come up, another one follows.`,
    archiveHead: 'Archive', archiveSteps: { closed: 'Closed', signing: 'Transcript out to sign', asked: 'Packing and verifying', done: 'Archived' } as Record<string, string>, root: 'Root of the record (SHA-256)', packageAt: 'Package', uploadLeft: (count: number, size: string, rate: string) => `${count} fragments (${size}) still to go up, ${rate}/s`, uploadDone: 'The whole record has gone up and was compared', uploadUp: 'The whole record has gone up, not compared yet', uploadWaits: (why: string) => `The upload waits: ${why}`, openPlayer: 'Replay and verify',
    keysTitle: 'Keys', keysText: 'By keyboard, recess and closing ask first. Cutting the broadcast never asks.', keyList: [
      ['F1', 'Help and this panel'], ['F2', 'Next stage'], ['F3', 'Call the bailiffs'], ['F4', 'Mute all (5 s to undo)'], ['F5', 'Open or close to the public (asks first)'], ['F6', 'Cut the broadcast; the judge restores (asks first)'], ['F7', 'Admit the first who waits'], ['F8', 'Note'],
      ['F9', 'Prepare, open, recess (asks first), resume, sign, archive'], ['F10', 'Close (asks first); while preparing: open earlier'], ['F11', 'Other pause (asks first)'], ['⇧F1–⇧F10', 'Views of the rail'], ['← → Del', 'Evidence: turn for all, withdraw'], ['Space ← →', 'Film or sound: play or pause, 10 s back or on'], ['Enter', 'Correct the chosen line'], ['↑ ↓ ← → + −', 'Picture: hold to turn and zoom, let go to stop'], ['Esc', 'Cancel'], ['?', 'This list'],
    ] as [string, string][],
    choose: 'Choose a hearing', noHearings: 'Nothing is scheduled today', loading: 'Loading…', ended: 'The system ended this page',
  },
);
