/** Words of the keys that play a film or sound for all. */
import { dictionary } from '../../lib/i18n';

export const filmWords = dictionary(
  { play: '播放', pause: '暂停', again: '从头播放', back: '后退10秒', seek: '播放位置', space: '空格', soundHere: '本机放音' },
  { play: 'Play', pause: 'Pause', again: 'Play again', back: 'Back 10 s', seek: 'Position', space: 'Space', soundHere: 'Sound here' },
);
