/** Words of the clapper page. */
import { dictionary } from '../../lib/i18n';

export const clapperWords = dictionary(
  {
    title: '场记板', lead: '把本页放在法庭内，让摄像机看得到、话筒听得到。自检时屏幕会闪白并发出短音，用来测量声音与画面的时间差。', code: '配对码', codeHelp: '在管理页“法庭”一栏点“场记板”取得，十分钟内有效。', comeIn: '进入', rooms: '或选择法庭',
    arm: '开始', armText: '点一下，浏览器才允许发声。请调高音量、调亮屏幕，不要锁屏。', ready: '场记板已就绪', readyText: '法庭开始自检时自动闪光和发声。请勿关闭本页。', test: '试一下', lost: '与服务器的连接中断，正在重试', note: '请使用手机、平板或电脑显示器；电视机自身的画面延迟会计入结果。',
    done: (claps: number, own: string, doubt: string) => `已拍 ${claps} 次；本机声音晚于画面 ${own} ms，不确定度 ± ${doubt} ms（已从结果中扣除）。`,
  },
  {
    title: 'Clapper', lead: 'Put this page where the courtroom’s cameras see it and its microphones hear it. While the room rehearses it flashes white and beeps, so that the time between sound and picture can be measured.', code: 'Code', codeHelp: 'From the administration page, Courtrooms, Clapper; valid for ten minutes.', comeIn: 'Enter', rooms: 'Or choose a courtroom',
    arm: 'Begin', armText: 'A touch, so that the browser may sound. Turn volume and brightness up, and do not lock the screen.', ready: 'The clapper is ready', readyText: 'It flashes and beeps by itself when the courtroom rehearses. Leave this page open.', test: 'Try it', lost: 'The connection is lost; trying again', note: 'Use a telephone, a tablet or a computer’s monitor: a television’s own delay would count.',
    done: (claps: number, own: string, doubt: string) => `Clapped ${claps} times; here sound left ${own} ms after the picture, ± ${doubt} ms (taken off the result).`,
  },
);
