/** Words of the judge's page. */
import { dictionary } from '../../lib/i18n';

export const judgeWords = dictionary(
  {
    title: '法官席', views: '法官席分页',
    view: { court: '庭审', evidence: '举证', approvals: '审批', hands: '举手', messages: '短消息', deliberation: '评议', notes: '笔记', help: '求助' } as Record<string, string>,
    open: '公开审理', openDetail: '旁听可入庭', sealed: '不公开审理', sealedDetail: '旁听不入庭', undecided: '未宣布公开', undecidedDetail: '须宣布公开与否',
    // pictures
    angles: '各路画面', chooseAngle: (name: string) => `放大：${name}`, multiview: '总览', noAngle: '庭前准备后显示画面',
    // evidence
    evidence: '举证', noExhibits: '现在没有出示证据', noExhibitsHint: '出示后在此显示画面、页码和标记。', before: '上一页', after: '下一页', firstPage: '已是第一页', lastPage: '已是最后一页', marksForAll: '标记全体可见，先回到全体页面', turnForMe: '仅本人翻页', turnForAll: '全体同步翻页', backToAll: '回到全体页面', pageOfAll: (page: number, of: number) => `全体：第 ${page} / ${of} 页`, pageOfOwn: (page: number, all: number) => `本人看第 ${page} 页 · 全体第 ${all} 页`,
    // due
    due: '待决定', nothingDue: '没有待决定的事项', decide: '处理', restoreCut: '直播已切断', restoreCutText: '恢复由法官确认',
    hindered: '开庭受阻', hinderedText: '应录轨道未写入，等待或具名开庭', faults: (count: number) => `${count} 处缺失已说明，待签字`, endings: (count: number) => `${count} 路录制待签字终止`,
    corrections: (count: number) => `${count} 处笔录异议`, arrived: (name: string) => `${name} 等候准入`, undecidedOpenness: '公开与否尚未宣布', undecidedText: '开庭前由法官宣布',
    release: (title: string) => `证据未向公众公开：${title}`, releaseText: '公众画面不显示证据，直至法官准许', releaseKey: '准许公开', minutes: '评议笔录待您签名', signText: '笔录待您签名', see: '查看', sign: '签字',
    // openness
    opennessTitle: '宣布公开与否', judgeName: '宣布人', reason: '理由', whole: '全案', fromNow: '从现在起', announce: '宣布', range: '范围',
    // hands
    hands: '请求发言', noHands: '没有人举手', handHint: '按举手先后排列', giveWord: '请发言', unmuteAlso: '恢复话筒', order: (place: number) => `第 ${place} 位`, muteAgain: '关闭话筒', withWord: '在庭人员',
    // bench
    takeChair: '主持本案合议庭', takeChairText: '主持后安排合议庭成员就座，成员方可见短消息、笔记和评议。', chairOf: (name: string) => `审判长席：${name}`, waitSeat: '等待审判长安排就座', waitSeatText: '副卷只供本案合议庭使用。',
    noLine: '副卷连接中断，不能书写', seats: '合议庭组成', seat: '安排就座', unseat: '移出', chair: '主持', minutesTaker: '记录', seatTitle: '安排谁就座', noCandidates: '没有可安排的账号', giveUp: '让出审判长席', giveUpText: '让出后您不再看得到副卷。',
    // deliberation
    deliberation: '评议', secret: '秘密 · 不录音录像，不作语音识别；只存入副卷', begin: '开始评议', question: '评议事项', number: (count: number) => `第 ${count} 次评议`, opinion: '本人意见', opinionOf: (name: string) => `${name} 的意见`,
    notGiven: '未发表', course: '评议过程', result: '评议结论', keep: '保存', kept: (time: string) => `已保存 ${time}`, version: (count: number) => `第 ${count + 1} 稿`, signers: '签名', due2: '待签名', signed: (time: string) => `已签名 ${time}`, voided: '文本已改，须重新签名',
    signMinutes: '签署评议笔录', signTitle: '签署评议笔录', signHint: '输入本人口令。全部签名后笔录锁定，不能再改。', password: '本人口令', locked: '已锁定', ended: '已中止', openState: '进行中', print: '打印', endIt: '中止评议', endText: '已写内容保留在副卷。', endReason: '中止理由',
    needPanel: '合议庭须为三人以上单数', minutesTitle: '评议笔录', membersWord: '评议人员', unsaved: '未保存',
    // notes
    notesTitle: '我的笔记', notesHint: '只有您本人看得到，存入副卷', newNote: '新笔记', noNotes: '还没有笔记',
    // dock
    openness: '公开与否', messagesKey: '短消息',
    keysTitle: '快捷键', keysText: '任何决定都不由一个键作出。', keyList: [['F2', '举证'], ['F3', '审批'], ['F4', '举手'], ['F7', '短消息'], ['F8', '评议'], ['Enter', '修改选中的识别稿行'], ['Esc', '取消'], ['?', '本说明']] as [string, string][],
  },
  {
    title: 'Bench', views: 'Views of the bench',
    view: { court: 'Court', evidence: 'Evidence', approvals: 'Decide', hands: 'Hands', messages: 'Messages', deliberation: 'Minutes', notes: 'Notes', help: 'Help' } as Record<string, string>,
    open: 'OPEN', openDetail: 'To the public', sealed: 'IN CAMERA', sealedDetail: 'No gallery', undecided: 'Not announced', undecidedDetail: 'Open or in camera?',
    angles: 'Every angle', chooseAngle: (name: string) => `Enlarge: ${name}`, multiview: 'Multiview', noAngle: 'Pictures come with preparing',
    evidence: 'Evidence', noExhibits: 'No exhibit is shown now', noExhibitsHint: 'Picture, page and marks appear here once one is shown.', before: 'Before', after: 'After', firstPage: 'This is the first page', lastPage: 'This is the last page', marksForAll: 'Marks are for all: go back to the page of all', turnForMe: 'For me only', turnForAll: 'For all', backToAll: 'Back to all', pageOfAll: (page: number, of: number) => `All: page ${page} of ${of}`, pageOfOwn: (page: number, all: number) => `You: page ${page} · all: page ${all}`,
    due: 'To decide', nothingDue: 'Nothing waits for you', decide: 'Decide', restoreCut: 'The broadcast is cut', restoreCutText: 'The judge restores it',
    hindered: 'Opening is hindered', hinderedText: 'A mandatory track is not written: wait, or open by name', faults: (count: number) => `Explained gaps to sign: ${count}`, endings: (count: number) => `Recordings to end by signature: ${count}`,
    corrections: (count: number) => `Objections to the text: ${count}`, arrived: (name: string) => `${name} waits to be admitted`, undecidedOpenness: 'Open or in camera is not announced', undecidedText: 'The judge announces it before opening',
    release: (title: string) => `Evidence withheld from the public: ${title}`, releaseText: 'The public picture shows no evidence until the judge allows it', releaseKey: 'Release', minutes: 'Minutes wait for your signature', signText: 'The record waits for your signature', see: 'Look', sign: 'Sign',
    opennessTitle: 'Announce open or in camera', judgeName: 'Announced by', reason: 'Reason', whole: 'Whole case', fromNow: 'From now on', announce: 'Announce', range: 'Range',
    hands: 'Ask to speak', noHands: 'No hand is raised', handHint: 'In the order in which they were raised', giveWord: 'Give the word', unmuteAlso: 'Unmute', order: (place: number) => `No. ${place}`, muteAgain: 'Mute', withWord: 'In court',
    takeChair: 'Preside over this bench', takeChairText: 'Then seat the panel: who sits is shown messages, notes and deliberations.', chairOf: (name: string) => `Presiding: ${name}`, waitSeat: 'Waiting to be seated', waitSeatText: 'The secret file is this hearing’s bench’s alone.',
    noLine: 'The line to the secret file is lost; nothing can be written', seats: 'The bench', seat: 'Seat', unseat: 'Remove', chair: 'presides', minutesTaker: 'takes minutes', seatTitle: 'Whom to seat', noCandidates: 'No account can be seated', giveUp: 'Give up the chair', giveUpText: 'Afterwards the secret file is not shown to you any more.',
    deliberation: 'Deliberation', secret: 'Secret · no sound, picture or machine text; kept in the secret file only', begin: 'Begin', question: 'Question', number: (count: number) => `Deliberation ${count}`, opinion: 'Your opinion', opinionOf: (name: string) => `Opinion of ${name}`,
    notGiven: 'not given', course: 'Course', result: 'Result', keep: 'Save', kept: (time: string) => `saved ${time}`, version: (count: number) => `version ${count + 1}`, signers: 'Signatures', due2: 'due', signed: (time: string) => `signed ${time}`, voided: 'text changed, sign again',
    signMinutes: 'Sign the minutes', signTitle: 'Sign the minutes', signHint: 'Give your own password. Once all have signed the minutes are locked.', password: 'Your password', locked: 'Locked', ended: 'Ended', openState: 'Open', print: 'Print', endIt: 'End it', endText: 'What was written stays in the secret file.', endReason: 'Reason',
    needPanel: 'A panel is an odd number, three or more', minutesTitle: 'Minutes of deliberation', membersWord: 'Members', unsaved: 'not saved',
    notesTitle: 'My notes', notesHint: 'Nobody but you is shown these; kept in the secret file', newNote: 'New note', noNotes: 'No note yet',
    openness: 'Openness', messagesKey: 'Message',
    keysTitle: 'Keys', keysText: 'No decision is taken by a key alone.', keyList: [['F2', 'Evidence'], ['F3', 'What to decide'], ['F4', 'Hands'], ['F7', 'Messages'], ['F8', 'Deliberation'], ['Enter', 'Correct the chosen line'], ['Esc', 'Cancel'], ['?', 'This list']] as [string, string][],
  },
);
