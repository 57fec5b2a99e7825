/** Words of the displays: read from the far end of a courtroom, so there are few of them. */
import { dictionary } from '../../lib/i18n';

export const displayWords = dictionary(
  {
    title: '法庭显示屏', lead: '请输入管理员给出的显示屏代码。代码只能用一次，登录后本屏一直有效，直到管理员将其退出。', code: '显示屏代码', comeIn: '登录', unreachable: '连不上服务器', unreachableHelp: '请检查网络；稍后自动重试。',
    place: { gallery: '旁听席', bench: '审判席', parties: '控辩席', witness: '证人席', door: '门牌' } as Record<string, string>,
    none: '现在没有庭审', soon: '即将开庭', preparing: '庭前准备', recess: '休庭', recessText: '请在座位等候，恢复后自动显示', closed: '不公开审理', closedText: '旁听屏不显示内容', evidenceClosed: '不公开举证质证', mediation: '调解中', waits: '请等候', waitsText: '法庭允许时显示画面', elsewhere: '正在举证', elsewhereText: '该证据不在本屏显示', connecting: '正在连接画面',
    lost: (time: string) => `与服务器的连接已中断，以上为 ${time} 的状态，正在重连`,
    free: '空闲', inUse: '使用中', next: '今日后续庭审', noNext: '今日没有后续庭审', closedShort: '不公开审理', undecided: '庭审', planned: (time: string) => `${time} 开庭`,
    course: { scheduled: '待开庭', preparing: '庭前准备', open: '开庭中', recess: '休庭' } as Record<string, string>, quiet: '庭审进行中，请保持安静',
  },
  {
    title: 'Courtroom display', lead: 'Enter the display code that the administrator made. It works once; this screen then stays signed in until the administrator signs it out.', code: 'Display code', comeIn: 'Sign in', unreachable: 'The server cannot be reached', unreachableHelp: 'Check the network; it is tried again.',
    place: { gallery: 'Gallery', bench: 'Bench', parties: 'Parties', witness: 'Witness stand', door: 'Door' } as Record<string, string>,
    none: 'No hearing now', soon: 'Opening soon', preparing: 'Preparing', recess: 'Recess', recessText: 'Please stay; the picture comes back by itself', closed: 'Closed hearing', closedText: 'Nothing is shown in the gallery', evidenceClosed: 'Evidence heard in private', mediation: 'Mediation', waits: 'Please wait', waitsText: 'The picture comes when the court allows it', elsewhere: 'Evidence', elsewhereText: 'It is not shown on this screen', connecting: 'Connecting the picture',
    lost: (time: string) => `Server lost. This was so at ${time}; connecting again`,
    free: 'Free', inUse: 'In use', next: 'Later today', noNext: 'Nothing else today', closedShort: 'Closed hearing', undecided: 'Hearing', planned: (time: string) => `Opens ${time}`,
    course: { scheduled: 'To open', preparing: 'Preparing', open: 'In session', recess: 'Recess' } as Record<string, string>, quiet: 'Hearing in progress, please be quiet',
  },
);
