/** Words of the archive player. */
import { dictionary } from '../../lib/i18n';

export const playerWords = dictionary(
  {
    title: '庭审回看', loading: '正在读取录音录像…', none: '没有可回看的录音录像', choose: '请从庭审列表打开回看', play: '播放', pause: '暂停', back15: '后退 15 秒', on15: '前进 15 秒', speed: '速度', sound: '声音', angles: '画面', stages: '环节', transcript: '识别稿', search: '查找', position: '时间位置',
    gap: '此刻没有录到这路画面', verify: '验证', verifying: '正在验证…', whole: '已验证，记录完整', damaged: '记录有损坏', notYet: '闭庭归档后可以验证', root: '根值', playerBroken: '此浏览器不能播放这些录像', panel: '控制台',
  },
  {
    title: 'Replay', loading: 'Reading the record…', none: 'There is nothing to replay', choose: 'Open a replay from the list of hearings', play: 'Play', pause: 'Pause', back15: 'Back 15 s', on15: 'On 15 s', speed: 'Speed', sound: 'Sound', angles: 'Angles', stages: 'Stages', transcript: 'Text', search: 'Find', position: 'Position',
    gap: 'Nothing of this camera is recorded here', verify: 'Verify', verifying: 'Verifying…', whole: 'Verified: the record is whole', damaged: 'The record is damaged', notYet: 'Can be verified once archived', root: 'Root', playerBroken: 'This browser cannot play these pictures', panel: 'Panel',
  },
);
