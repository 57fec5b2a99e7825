/** Words of the remote person's page: short sentences, no idiom of the law. */
import { dictionary } from '../../lib/i18n';

export const joinWords = dictionary(
  {
    title: '远程出庭', hello: (name: string) => `${name}，您好。`,
    // code
    codeTitle: '请输入入庭码', codeText: '入庭码由法院发给您。', code: '入庭码', enter: '进入', wrongCode: '入庭码不对或已过期', askCourt: '请联系书记员重新发送。', noServer: '连不上法院的服务器', checkNetwork: '请检查网络，然后再试一次。',
    // checks
    checkTitle: '先检查一下设备', allow: '请按“允许”，让法庭能看到和听到您。', start: '开始检查', yourPicture: '这是您的画面', noCamera: '没有找到摄像头', denied: '没有得到使用摄像头和话筒的许可', deniedHelp: '请按地址栏旁的锁形图标，把摄像头和话筒改为“允许”，然后再试。', insecure: '这个地址不能使用摄像头', insecureHelp: '请使用以 https:// 开头的入庭链接。',
    codec: '视频', good: { camera: '摄像头正常', microphone: '听得到您', speaker: '声音正常', codec: '视频正常' } as Record<string, string>,
    bad: { camera: '摄像头不可用', microphone: '没有声音', speaker: '听不到', codec: '视频不可用' } as Record<string, string>, unknown: { camera: '正在检查', microphone: '请说一句话', speaker: '请试听', codec: '正在检查' } as Record<string, string>,
    sayA: '请对着话筒说一句话，绿色格会跳动。', playTone: '播放试听声音', heardQuestion: '您听到了声音吗？', yes: '听到了', no: '没听到', noH264: '这个浏览器不能发送法庭使用的视频（H.264）', noH264Help: '请换用新版 Chrome、Edge 或 Safari；如已是新版，请联系技术人员安装 H.264 支持。',
    louder: '请把音量调大，或者换一副耳机，再试一次。', next: '下一步', again: '重新检查',
    // consent
    consentTitle: '是否同意远程参加庭审', consentText: '您可以不同意。不同意时，法院会安排您到法庭参加，不会因此对您不利。', consentBox: '我了解并同意通过网络参加本次庭审', consentRules: ['庭审全程录音录像，由法院保存。', '请不要自己录音、录像、拍照或转播。', '请在安静、没有别人的房间里。'], agree: '同意并继续', disagree: '不同意，请法院联系我', consented: '已同意远程参加',
    // waiting
    waitTitle: '请稍等，法庭正在准备。', waitText: '书记员准许后，法官会看到和听到您。请不要离开。', waitingSince: '已通知法庭', plannedFor: '计划开庭',
    waitCall: '法庭准备好后会请您作证。',
    // in court
    inCourt: '您在法庭中', courtSees: '法庭看得到您', courtDoesNotSee: '法庭现在看不到您', connecting: '正在接通法庭…', reconnecting: '正在重新接通…', mutedByCourt: '您的话筒由法庭关闭', micOn: '您的话筒已打开', raise: '举手', lower: '放下手', raised: '已举手', needHelp: '我需要帮助', needInterpreter: '我需要翻译', asked: '已呼叫', leave: '离开', leaveTitle: '要离开法庭吗？', leaveText: '离开后需要书记员重新准许才能进入。', recording: '录制中', notRecording: '未录制', live: '直播中', notLive: '未直播',
    recess: '现在休庭', recessText: '法庭现在看不到也听不到您，也不录音录像。请不要离开，恢复后会自动接通。', preparing: '马上开庭', preparingText: '法庭看得到您。请坐好，等待法官宣布开庭。',
    // end
    signTitle: '请核对笔录并签名', signText: '庭审已结束，摄像头和话筒已关闭。请仔细阅读笔录，没有错误再签名。有错误请先告诉法庭。', signOpen: '阅读并签名', signedTitle: '您已签名', signedText: (time: string) => `${time} 已签名并送达法庭。您可以关闭此页。`, signAgain: '再看一遍',
    over: '庭审结束', overText: '摄像头和话筒已关闭。谢谢。您可以关闭此页。', left: '您已离开法庭', leftText: '摄像头和话筒已关闭。', back: '重新进入', removed: '您已退出法庭', removedText: '如有疑问，请联系书记员。', elsewhere: '本页已断开', elsewhereText: '您的入庭链接已在另一台设备上打开，或已失效。', refusedTitle: '已告知法院', refusedText: '请联系书记员安排到庭参加。',
    lost: '与法庭的连接断了', lostText: '正在自动重连，请不要关闭此页。', whoAmI: (role: string, place: string) => (place ? `${role} · ${place}` : role),
    info: '本次庭审依法全程录音录像。请勿自行录音、录像、拍照。', tools: '操作', problem: '出了问题', retry: '再试一次',
  },
  {
    title: 'Remote attendance', hello: (name: string) => `Hello, ${name}.`,
    codeTitle: 'Enter your code', codeText: 'The court has sent you a code.', code: 'Code', enter: 'Enter', wrongCode: 'This code is wrong or too old', askCourt: 'Ask the clerk to send it again.', noServer: 'The court cannot be reached', checkNetwork: 'Check the network and try again.',
    checkTitle: 'Let us check your devices', allow: 'Press “Allow”, so that the court can see and hear you.', start: 'Start the check', yourPicture: 'This is you', noCamera: 'No camera was found', denied: 'Camera and microphone are not allowed', deniedHelp: 'Press the lock beside the address, allow camera and microphone, then try again.', insecure: 'The camera cannot be used at this address', insecureHelp: 'Use the link that begins with https://.',
    codec: 'Video', good: { camera: 'Camera works', microphone: 'We hear you', speaker: 'Sound works', codec: 'Video works' } as Record<string, string>,
    bad: { camera: 'No camera', microphone: 'No sound', speaker: 'Not heard', codec: 'No video' } as Record<string, string>, unknown: { camera: 'Checking', microphone: 'Say something', speaker: 'Please listen', codec: 'Checking' } as Record<string, string>,
    sayA: 'Say a sentence. The green bar moves.', playTone: 'Play a sound', heardQuestion: 'Did you hear it?', yes: 'Yes', no: 'No', noH264: 'This browser cannot send the video that the court uses (H.264)', noH264Help: 'Use a recent Chrome, Edge or Safari; if it is recent, ask a technician to add H.264.',
    louder: 'Turn the volume up or use other headphones, then try again.', next: 'Next', again: 'Check again',
    consentTitle: 'Do you agree to attend remotely?', consentText: 'You may say no. Then the court lets you attend in person, and it is not held against you.', consentBox: 'I understand, and I agree to attend this hearing over the network', consentRules: ['The hearing is recorded in full. The court keeps the record.', 'Do not record, film, photograph or relay it yourself.', 'Sit in a quiet room, alone.'], agree: 'Agree and go on', disagree: 'No. The court shall contact me', consented: 'Agreed to attend remotely',
    waitTitle: 'Please wait. The court is getting ready.', waitText: 'Once the clerk admits you, the judge will see and hear you. Please stay here.', waitingSince: 'The court knows that you are here', plannedFor: 'Planned',
    waitCall: 'The court calls you when it is time to testify.',
    inCourt: 'You are in court', courtSees: 'The court sees you', courtDoesNotSee: 'The court does not see you now', connecting: 'Connecting to the court…', reconnecting: 'Connecting again…', mutedByCourt: 'The court has muted you', micOn: 'Your microphone is on', raise: 'Raise hand', lower: 'Lower hand', raised: 'Hand is up', needHelp: 'I need help', needInterpreter: 'I need an interpreter', asked: 'Called', leave: 'Leave', leaveTitle: 'Leave the court?', leaveText: 'The clerk must admit you again to come back.', recording: 'REC', notRecording: 'REC off', live: 'LIVE', notLive: 'LIVE off',
    recess: 'The court is in recess', recessText: 'The court neither sees nor hears you now, and nothing is recorded. Please stay; it goes on by itself.', preparing: 'The hearing begins soon', preparingText: 'The court sees you. Please wait for the judge to open the hearing.',
    signTitle: 'Please read the text and sign', signText: 'The hearing is over; camera and microphone are off. Read the text with care and sign if it is right. If something is wrong, tell the court first.', signOpen: 'Read and sign', signedTitle: 'You have signed', signedText: (time: string) => `Signed at ${time} and delivered. You may close this page.`, signAgain: 'Read it again',
    over: 'The hearing is over', overText: 'Camera and microphone are off. Thank you. You may close this page.', left: 'You have left the court', leftText: 'Camera and microphone are off.', back: 'Come back', removed: 'You were asked to leave', removedText: 'If you have questions, contact the clerk.', elsewhere: 'This page was disconnected', elsewhereText: 'Your link was opened on another device, or it has ended.', refusedTitle: 'The court has been told', refusedText: 'Contact the clerk to attend in person.',
    lost: 'The link to the court is lost', lostText: 'It is coming back by itself. Please keep this page open.', whoAmI: (role: string, place: string) => (place ? `${role} · ${place}` : role),
    info: 'This hearing is recorded in full, as the law demands. Do not record, film or photograph it.', tools: 'Actions', problem: 'Something went wrong', retry: 'Try again',
  },
);
