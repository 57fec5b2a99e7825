/** Words of the panel's sound. */
import { dictionary } from '../../lib/i18n';

export const audioWords = dictionary(
  {
    title: '音频', seats: '席位话筒', remote: '远程声音', room: '扩声与回声', none: '没有话筒', noneRemote: '没有远程人员在庭',
    mute: '静音', unmute: '恢复', open: '开启', recess: '休庭，不采集', closed: '未开庭', noLevel: '没有音量读数', tooLoud: '过响', silent: '无声',
    mutedBy: (who: string) => `由${who}静音`, mutedByScene: (scene: string) => `由场景“${scene}”静音`, shutByScene: (scene: string) => `场景“${scene}”要求静音，设备未核实`,
    you: '您', court: '法庭工作人员', agent: '法庭主机', custody: '羁押场所', standIn: '备用话筒，代替失声的话筒',
    mutedAll: (count: number) => `已将 ${count} 路话筒静音`, mutedAllNote: '各话筒的灯以系统状态为准', unmuteAll: '恢复话筒', allMuted: '没有开着的话筒',
    echo: '回声消除', echoUnknown: '没有设备报告回声消除', speakers: '扩声', speakersUnknown: '没有设备报告扩声', heard: (heard: number, all: number, time: string) => `自检 ${time}：${heard}/${all} 路听到扬声器`,
    notRehearsed: '今天没有试音', echoCancelled: '由法庭音频设备消除（房间文件所写，未核实）', echoLowered: '没有设备消除：扩声放音时话筒自动压低 12 dB',
    loudspeakers: { off: '未开庭，不放音', simulated: '模拟扩声，没有声音', starting: '正在打开声卡', playing: '法庭主机放音中', failed: '无法放音' } as Record<string, string>,
  },
  {
    title: 'Audio', seats: 'Microphones', remote: 'Remote sound', room: 'Loudspeakers and echo', none: 'No microphones', noneRemote: 'Nobody remote is in court',
    mute: 'Mute', unmute: 'Unmute', open: 'Open', recess: 'Recess: nothing heard', closed: 'Not open yet', noLevel: 'No level reading', tooLoud: 'Too loud', silent: 'Silent',
    mutedBy: (who: string) => `Muted by ${who}`, mutedByScene: (scene: string) => `Muted by scene “${scene}”`, shutByScene: (scene: string) => `Scene “${scene}” mutes it; not proven`,
    you: 'you', court: 'court staff', agent: 'the courtroom’s computer', custody: 'the custody side', standIn: 'Spare, in place of a dead one',
    mutedAll: (count: number) => `${count} ${count === 1 ? 'microphone' : 'microphones'} muted`, mutedAllNote: 'each lamp follows the system', unmuteAll: 'Unmute them', allMuted: 'No microphone is open',
    echo: 'Echo cancelling', echoUnknown: 'No device reports echo cancelling', speakers: 'Loudspeakers', speakersUnknown: 'No device reports loudspeakers', heard: (heard: number, all: number, time: string) => `Rehearsal ${time}: ${heard} of ${all} heard them`,
    notRehearsed: 'Not tried today', echoCancelled: 'By the room’s audio device (said by the room file, not proven)', echoLowered: 'No device does it: microphones go down 12 dB while the loudspeakers play',
    loudspeakers: { off: 'Not in session', simulated: 'Simulated: nothing is to be heard', starting: 'Opening the sound card', playing: 'Played by the courtroom’s computer', failed: 'Cannot be played to' } as Record<string, string>,
  },
);
