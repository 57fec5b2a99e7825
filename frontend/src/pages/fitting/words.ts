/** Words of the fitting page. */
import { dictionary } from '../../lib/i18n';

export const fittingWords = dictionary(
  {
    title: '法庭装调', back: '返回管理', steps: '装调步骤', simulated: '模拟法庭，并非真实设备', busy: '法庭正在使用：只可查看，不可调试', away: '法庭主机未连接，不能调试',
    notYours: '本页供管理员与技术人员使用。', noRoom: '请从管理页选择法庭。', differs: '设备文件已修改但未启用：请重启法庭主机程序', reload: '刷新', loading: '正在载入…',
    step: { discover: '发现', identify: '辨认', plan: '平面图', bench: '测试台', sign: '验收' },
    never: '未验收', signed: '已验收', otherState: '状态已变，须重新验收', unknown: '无法核对',
    kind: { seat: '席位', camera: '摄像机', microphone: '话筒', device: '设备', loudspeaker: '扩声' }, yes: '是', no: '否',
    // discover
    discoverHelp: '查找接在法庭主机上的设备，与设备文件逐项核对。不会移动、切换任何设备。', look: '查找设备', looking: '正在查找…', neverLooked: '尚未查找', lookedAt: (time: string) => `${time} 查找`,
    counts: (fresh: number, missing: number) => `新发现 ${fresh}，缺 ${missing}`, nothingFound: '没有找到任何设备，设备文件中也没有。请检查接线与电源后再查找。',
    verdict: { known: '已找到', new: '新发现', missing: '未找到', simulated: '模拟', unlooked: '未查' },
    verdictHelp: { known: '与设备文件相符', new: '设备文件中没有', missing: '请检查接线与电源', simulated: '并非真实设备', unlooked: '此类未能查找' },
    place: { serial: '串口', camera: '摄像机', sound: '声卡', network: '网络' }, missedTitle: '未能查找的种类', head: { verdict: '结果', item: '设备文件', found: '找到的', where: '位置' }, speaks: (profile: string) => `应答协议 ${profile}`, serialNumber: (number: string) => `序列号 ${number}`,
    // identify
    identifyHelp: '让每台设备亮一下、响一声或拍一张，确认它就是所写的那一台。', cameras: '摄像机', takePicture: '拍一张', takingPicture: '正在拍…', isThis: (who: string) => `画面是“${who}”吗？`, pictureOf: (who: string) => `${who} 的画面`,
    devices: '设备', blink: '闪一下', blinking: '正在闪…', didBlink: '看到它变化了吗？', noBlink: '没有无害的可见动作，请看它的地址', microphones: '话筒', listen: '开始听', stopListening: '停止', starting: '正在打开话筒…',
    speakInto: '依次对着每支话筒说话，看哪个席位在动。', atSeat: (seat: string) => `席位 ${seat}`, moves: '动了', doesNotMove: '没有动', beep: '响一声', beeping: '正在响…', didBeep: '听到了吗？', noneHere: '设备文件中没有。',
    tried: (done: number, all: number) => `${done}/${all}`, passed: '通过', failed: '不通过', untried: '未试',
    // plan
    planHelp: '拖动到实际位置；也可选中后用方向键或按钮移动，[ 与 ] 键转向。上方为审判席墙面，每格 1 米。', board: '法庭平面图', notPlaced: '尚未放置', allPlaced: '全部已放置。', width: '宽（米）', depth: '深（米）', undoKey: '撤销', redoKey: '重做', nothingToUndo: '没有可撤销的', nothingToRedo: '没有可重做的', save: '保存为新版本', saved: (version: number) => `第 ${version} 版`, fromFile: '设备文件中的位置', unsaved: '有改动未保存',
    versions: '历史版本', restore: (version: number) => `取回第 ${version} 版`, selected: '选中', nothingSelected: '点选图中一项后可移动、转向。', left: '向左', right: '向右', up: '向上', down: '向下', turnLeft: '左转', turnRight: '右转', takeOff: '移出平面图',
    at: (x: string, y: string, turned: number) => `距左墙 ${x} 米，距前墙 ${y} 米，朝向 ${turned}°`, draft: '生成设备文件', drafted: '设备文件（含位置）', diffTitle: '与运行中文件的差异', noDiff: '与运行中的文件相同。', download: '下载文件', faults: '文件有误，不能使用：', blanked: (count: number) => `已隐去 ${count} 个口令（***），使用前请填回。`, draftHelp: '本页不改动法庭主机上的文件。请下载后用 courtroom profiles check 检查，换上并重启法庭主机程序。',
    // bench
    benchHelp: '命令经真实驱动发出，显示收发的每个字节。庭审期间不可使用，全部留痕。', device: '设备', command: '命令', send: '发送', sending: '正在发送…', vectors: '按样例自检', noDevices: '设备文件中没有设备。', connected: '已连接', notConnected: '未连接', reached: '接入方式', source: '出处', expects: '应答格式', noAnswer: '此命令没有应答', maintenance: '维护命令', stopsItself: '运动命令，一秒后自动停止',
    confirmOnce: '这是维护命令', confirmOnceText: '它会改写设备的存储，或移动他人依赖的东西。确定要发送吗？', confirmTwice: '再次确认', confirmTwiceText: (what: string) => `将发送 ${what}。`, sendIt: '发送', range: (least: number, most: number) => `${least} 至 ${most}`, form: (form: string) => `格式 ${form}`, tenths: (digits: number) => `末 ${digits} 位为小数`,
    result: '结果', done: '完成', notDone: '未完成', took: (ms: string) => `用时 ${ms} 毫秒`, sentBytes: '发出', heardBytes: '收到', none: '没有', meaning: '含义', states: '设备状态', why: '为谁', latency: '延迟', bytes: '字节', direction: '方向', timeOf: '时间', trace: '查看最近收发', traceOf: (device: string) => `${device} 最近收发`, vectorsFine: (count: number) => `${count} 条样例全部相符`, vectorsWrong: (count: number) => `${count} 条样例不符`, manualOnly: '仅据手册，未经实机验证', verified: '经实机验证', ms: '毫秒',
    // sign-off
    signHelp: '核对每一项后以本人账号签署。此后设备文件或配置一变，即显示须重新验收。', results: '逐项结果', item: '项目', standing: '结果', checks: '试验', remarks: '遗留问题与说明', remarksNeeded: '有未通过或未试的项目时必须填写。', signHere: '签署验收', signAs: (name: string) => `以“${name}”的名义签署这一状态？`, stateTitle: '所签状态', roomHash: '设备文件 SHA-256', digest: '状态摘要', profiles: '设备配置', version: (version: number) => `第 ${version} 版`, print: '打印', history: '验收记录', noHistory: '尚无验收记录。', signedBy: (name: string, who: string) => `${name}（${who}）`, openCount: (count: number) => `遗留 ${count} 项`, otherStateText: '上次验收的是另一状态：设备文件或配置此后已变。', planVersion: (version: number) => `平面图第 ${version} 版`, check: { seen: '看到', heard: '听到', bench: '测试台', vectors: '样例' } as Record<string, string>,
  },
  {
    title: 'Fitting a courtroom', back: 'Back to administration', steps: 'Steps of fitting', simulated: 'Simulated courtroom: nothing is real', busy: 'A hearing has the room: look, but nothing may be tried', away: 'The courtroom\'s computer is not connected: nothing can be tried',
    notYours: 'This page is for administrators and technicians.', noRoom: 'Choose a courtroom on the administration page.', differs: 'The room file was changed and is not in use: start the courtroom\'s agent again', reload: 'Refresh', loading: 'Loading…',
    step: { discover: 'Discover', identify: 'Identify', plan: 'Floor plan', bench: 'Test bench', sign: 'Sign-off' },
    never: 'Not signed off', signed: 'Signed off', otherState: 'Changed since: sign again', unknown: 'Cannot be compared',
    kind: { seat: 'Seat', camera: 'Camera', microphone: 'Microphone', device: 'Device', loudspeaker: 'Loudspeakers' }, yes: 'Yes', no: 'No',
    discoverHelp: 'Looks for what is plugged into the courtroom\'s computer and holds it against the room file. Moves and switches nothing.', look: 'Look for devices', looking: 'Looking…', neverLooked: 'Not looked yet', lookedAt: (time: string) => `Looked at ${time}`,
    counts: (fresh: number, missing: number) => `${fresh} new, ${missing} missing`, nothingFound: 'Nothing was found, and the room file names nothing. Check cables and power, then look again.',
    verdict: { known: 'Found', new: 'New', missing: 'Missing', simulated: 'Simulated', unlooked: 'Not looked for' },
    verdictHelp: { known: 'as the room file says', new: 'not in the room file', missing: 'check cable and power', simulated: 'not real', unlooked: 'could not be looked for' },
    place: { serial: 'Serial port', camera: 'Camera', sound: 'Sound card', network: 'Network' }, missedTitle: 'Could not be looked for', head: { verdict: 'Result', item: 'Room file', found: 'Found', where: 'Where' }, speaks: (profile: string) => `answers as ${profile}`, serialNumber: (number: string) => `serial number ${number}`,
    identifyHelp: 'Let each device blink, beep or take a picture, and say whether it is the one that is written down.', cameras: 'Cameras', takePicture: 'Take a picture', takingPicture: 'Taking it…', isThis: (who: string) => `Does it show “${who}”?`, pictureOf: (who: string) => `Picture of ${who}`,
    devices: 'Devices', blink: 'Blink', blinking: 'Blinking…', didBlink: 'Did you see it change?', noBlink: 'Nothing harmless to be seen: look at its address', microphones: 'Microphones', listen: 'Listen', stopListening: 'Stop', starting: 'Opening the microphones…',
    speakInto: 'Speak into each microphone and look which seat moves.', atSeat: (seat: string) => `seat ${seat}`, moves: 'It moves', doesNotMove: 'It does not', beep: 'Beep', beeping: 'Beeping…', didBeep: 'Did you hear it?', noneHere: 'The room file has none.',
    tried: (done: number, all: number) => `${done}/${all}`, passed: 'Passed', failed: 'Failed', untried: 'Not tried',
    planHelp: 'Drag things to where they stand; or choose one and use arrow keys or buttons, [ and ] to turn. The bench\'s wall is above; a square is a metre.', board: 'Floor plan of the courtroom', notPlaced: 'Not placed yet', allPlaced: 'Everything is placed.', width: 'Width (m)', depth: 'Depth (m)', undoKey: 'Undo', redoKey: 'Redo', nothingToUndo: 'Nothing to undo', nothingToRedo: 'Nothing to redo', save: 'Save as a new version', saved: (version: number) => `Version ${version}`, fromFile: 'Places of the room file', unsaved: 'Changes not saved',
    versions: 'Earlier versions', restore: (version: number) => `Bring version ${version} back`, selected: 'Chosen', nothingSelected: 'Choose something on the plan to move or turn it.', left: 'Left', right: 'Right', up: 'Up', down: 'Down', turnLeft: 'Turn left', turnRight: 'Turn right', takeOff: 'Take off the plan',
    at: (x: string, y: string, turned: number) => `${x} m from the left wall, ${y} m from the bench's wall, looks to ${turned}°`, draft: 'Make the room file', drafted: 'Room file with the places', diffTitle: 'Against the running file', noDiff: 'The same as the running file.', download: 'Download the file', faults: 'The file has faults and cannot be used:', blanked: (count: number) => `${count} passwords are left out (***): put them back before use.`, draftHelp: 'This page changes no file of the courtroom\'s computer. Download it, check it with courtroom profiles check, put it in place and start the agent again.',
    benchHelp: 'Commands go through the real driver, and every byte is shown. Not during hearings; all of it is audited.', device: 'Device', command: 'Command', send: 'Send', sending: 'Sending…', vectors: 'Check by its vectors', noDevices: 'The room file has no devices.', connected: 'Connected', notConnected: 'Not connected', reached: 'Reached by', source: 'Source', expects: 'Expected', noAnswer: 'Nothing answers this command', maintenance: 'Maintenance command', stopsItself: 'A motion: stops by itself after a second',
    confirmOnce: 'This is a maintenance command', confirmOnceText: 'It writes the device\'s memory, or moves what others rely on. Send it?', confirmTwice: 'Confirm once more', confirmTwiceText: (what: string) => `${what} will be sent.`, sendIt: 'Send it', range: (least: number, most: number) => `${least} to ${most}`, form: (form: string) => `like ${form}`, tenths: (digits: number) => `last ${digits} digits are decimals`,
    result: 'Result', done: 'Done', notDone: 'Not done', took: (ms: string) => `took ${ms} ms`, sentBytes: 'Sent', heardBytes: 'Heard', none: 'None', meaning: 'Meaning', states: 'State of the device', why: 'For whom', latency: 'Latency', bytes: 'Bytes', direction: 'Direction', timeOf: 'Time', trace: 'Show what was said lately', traceOf: (device: string) => `Lately said: ${device}`, vectorsFine: (count: number) => `All ${count} vectors agree`, vectorsWrong: (count: number) => `${count} vectors disagree`, manualOnly: 'From the manual alone, never met a real one', verified: 'Verified with a real one', ms: 'ms',
    signHelp: 'Look through every line, then sign by your own account. Once room file or profiles change, it has to be signed again.', results: 'Every thing', item: 'Thing', standing: 'Result', checks: 'Checks', remarks: 'What is left open, and why', remarksNeeded: 'Needed where something failed or was not tried.', signHere: 'Sign the room off', signAs: (name: string) => `Sign for this state as “${name}”?`, stateTitle: 'The state that is signed', roomHash: 'Room file SHA-256', digest: 'Digest of the state', profiles: 'Profiles', version: (version: number) => `version ${version}`, print: 'Print', history: 'Sign-offs', noHistory: 'Nobody has signed yet.', signedBy: (name: string, who: string) => `${name} (${who})`, openCount: (count: number) => `${count} left open`, otherStateText: 'The last sign-off is for another state: room file or profiles have changed since.', planVersion: (version: number) => `floor plan version ${version}`, check: { seen: 'seen', heard: 'heard', bench: 'bench', vectors: 'vectors' } as Record<string, string>,
  },
);

/** Whether somebody signed the courtroom off, for the files by which it runs. */
export function signedWord(signed: 'never' | 'signed' | 'other-state' | 'unknown'): string {
  const words = fittingWords();
  return { never: words.never, signed: words.signed, 'other-state': words.otherState, unknown: words.unknown }[signed];
}
