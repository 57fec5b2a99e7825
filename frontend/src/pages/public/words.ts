/** Words of the public page. */
import { dictionary } from '../../lib/i18n';

export const publicWords = dictionary(
  {
    title: '庭审公开', subtitle: '依法公开审理的庭审直播与回看', list: '开庭公告', days: '选择日期', today: '今天', tomorrow: '明天', yesterday: '昨天', replays: '庭审回看', reading: '阅读辅助',
    none: '目前没有可公开观看的庭审', noneToday: '今天没有可公开观看的庭审', noneThatDay: '这一天没有可公开观看的庭审', goTo: (day: string) => `查看 ${day}`, unknown: '没有这场庭审，或者它不再公开。',
    loading: '正在读取…', unreachable: '暂时读不到庭审列表，正在重试', airUnreachable: '暂时读不到直播状态，画面已停，正在重试。',
    status: { scheduled: '未开始', live: '直播中', recess: '休庭', withheld: '暂不播出', cut: '已中止播出', ended: '已结束', replay: '可回看' } as Record<string, string>,
    why: {
      recess: '现在休庭，恢复开庭后继续播出。', stage: '本环节依法不播出，进入下一环节后开始播出。', cut: '法庭已中止播出。庭审可能仍在进行；恢复播出后画面会在这里出现。', closed: '这一部分庭审不公开。',
      ended: '庭审已结束。可以公开回看时，画面会在这里出现。', 'not-yet': '尚未开始播出。', live: '正在接通…',
    } as Record<string, string>,
    delay: (seconds: number) => `画面延时约 ${seconds} 秒`, stages: '庭审进程', since: (time: string) => `${time} 起 · 正在进行`, withheldStage: '依法不播出', back: '返回列表', position: '时间位置',
    captions: '字幕', captionSize: (size: string) => `字幕大小：${size}`, sizes: { small: '小', middle: '中', large: '大' } as Record<string, string>, fullScreen: '全屏', play: '播放', pause: '暂停', larger: '大字', contrast: '高对比',
    discipline: '旁听纪律：', rules: '未经人民法院许可，不得对庭审活动录音、录像、摄影，或者通过网络传播。直播可能因审理需要随时中断。', about: '字幕由机器识别，未经核对；播出内容以法庭记录为准。',
    soundOn: '打开声音', soundOff: '关闭声音', noPlayer: '此浏览器不能播放庭审视频，请换用新版浏览器。', video: '庭审视频',
  },
  {
    title: 'Open court', subtitle: 'Public hearings, live and on replay', list: 'Hearings', days: 'Choose a day', today: 'Today', tomorrow: 'Tomorrow', yesterday: 'Yesterday', replays: 'Replays', reading: 'Reading aids',
    none: 'No hearing can be watched now', noneToday: 'No hearing can be watched today', noneThatDay: 'No hearing can be watched that day', goTo: (day: string) => `Go to ${day}`, unknown: 'There is no such hearing, or it is public no more.',
    loading: 'Loading…', unreachable: 'The list cannot be read now; trying again', airUnreachable: 'The state of the broadcast cannot be read; the picture is off. Trying again.',
    status: { scheduled: 'Scheduled', live: 'Live', recess: 'Recess', withheld: 'Not shown now', cut: 'Stopped', ended: 'Ended', replay: 'Replay' } as Record<string, string>,
    why: {
      recess: 'The court is in recess; the broadcast goes on afterwards.', stage: 'The law keeps this stage from the public; the broadcast begins with the next.', cut: 'The court has stopped the broadcast. The hearing may still go on; the picture comes back here when it is restored.', closed: 'This part of the hearing is not public.',
      ended: 'The hearing has ended. When it may be replayed, it will be here.', 'not-yet': 'The broadcast has not begun.', live: 'Connecting…',
    } as Record<string, string>,
    delay: (seconds: number) => `delayed by about ${seconds} s`, stages: 'Where we are', since: (time: string) => `since ${time} · now`, withheldStage: 'not shown, by law', back: 'Back to the list', position: 'Position',
    captions: 'Captions', captionSize: (size: string) => `Caption size: ${size}`, sizes: { small: 'small', middle: 'middle', large: 'large' } as Record<string, string>, fullScreen: 'Full screen', play: 'Play', pause: 'Pause', larger: 'Large text', contrast: 'High contrast',
    discipline: 'Rules for viewers: ', rules: 'You may not record, photograph or share this hearing without leave of the court. The broadcast may be stopped at any time when the hearing requires it.', about: 'Captions are made by a machine and are unchecked; the record of the court prevails.',
    soundOn: 'Turn sound on', soundOff: 'Turn sound off', noPlayer: 'This browser cannot play the hearing; use a recent one.', video: 'Video of the hearing',
  },
);
