/** Words of the public page. */
import { dictionary } from '../../lib/i18n';

export const publicWords = dictionary(
  {
    title: '庭审公开', subtitle: '依法公开审理的庭审直播与回看', today: '庭审列表', none: '目前没有可公开观看的庭审', loading: '正在读取…', unreachable: '暂时读不到庭审列表，正在重试', airUnreachable: '暂时读不到直播状态，画面已停，正在重试。',
    status: { scheduled: '未开始', live: '直播中', recess: '休庭', withheld: '暂不播出', cut: '已中止播出', ended: '已结束', replay: '可回看' } as Record<string, string>,
    why: { recess: '现在休庭，恢复后继续播出。', stage: '本环节依法不播出。', cut: '法庭已中止播出。', closed: '本次庭审不公开。', ended: '庭审已结束。', 'not-yet': '尚未开始播出。', live: '正在接通…' } as Record<string, string>,
    delay: (seconds: number) => `延时 ${seconds} 秒`, stages: '庭审环节', watch: '观看', back: '返回列表', captions: '字幕', larger: '大字', contrast: '高对比', planned: (time: string) => `计划 ${time} 开庭`,
    rules: '请勿录制、截取、传播庭审画面。播出内容以法庭记录为准。', soundOn: '打开声音', noPlayer: '此浏览器不能播放庭审视频，请换用新版浏览器。', video: '庭审视频',
  },
  {
    title: 'Open court', subtitle: 'Public hearings, live and on replay', today: 'Hearings', none: 'No hearing can be watched now', loading: 'Loading…', unreachable: 'The list cannot be read now; trying again', airUnreachable: 'The state of the broadcast cannot be read; the picture is off. Trying again.',
    status: { scheduled: 'Scheduled', live: 'LIVE', recess: 'Recess', withheld: 'Not shown now', cut: 'Stopped', ended: 'Ended', replay: 'Replay' } as Record<string, string>,
    why: { recess: 'The court is in recess; it goes on afterwards.', stage: 'This stage is not shown, as the law demands.', cut: 'The court has stopped the broadcast.', closed: 'This hearing is not public.', ended: 'The hearing has ended.', 'not-yet': 'The broadcast has not begun.', live: 'Connecting…' } as Record<string, string>,
    delay: (seconds: number) => `${seconds} s delay`, stages: 'Stages', watch: 'Watch', back: 'Back to the list', captions: 'Captions', larger: 'Large text', contrast: 'High contrast', planned: (time: string) => `Planned for ${time}`,
    rules: 'Do not record, copy or spread the pictures. The court’s own record prevails.', soundOn: 'Turn sound on', noPlayer: 'This browser cannot play the hearing; use a recent one.', video: 'Video of the hearing',
  },
);
