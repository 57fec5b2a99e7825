/** Words of the keys that play a film or sound for all. */
import { dictionary } from '../../lib/i18n';

export const filmWords = dictionary(
  { play: '播放', pause: '暂停', again: '从头播放', back: '后退10秒', seek: '播放位置', space: '空格', soundHere: '本机放音', inRoom: '法庭扩声：全庭可听', inSimulated: '法庭扩声（模拟）：没有声音', notInRoom: '法庭扩声不放这段声音：旁听屏未选', roomFails: '法庭扩声无法放音' },
  { play: 'Play', pause: 'Pause', again: 'Play again', back: 'Back 10 s', seek: 'Position', space: 'Space', soundHere: 'Sound here', inRoom: 'Loudspeakers: the whole courtroom hears it', inSimulated: 'Simulated loudspeakers: nothing is to be heard', notInRoom: 'Not on the loudspeakers: the gallery is not chosen', roomFails: 'The loudspeakers cannot be played to' },
);
