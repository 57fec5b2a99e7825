/** Words about a courtroom's displays. */
import { dictionary } from '../../lib/i18n';

export const displaysWords = dictionary(
  {
    displays: '显示屏', title: (room: string) => `${room}的显示屏`, lead: '在显示屏上打开 /display，输入代码即可登录；也可直接打开含代码的链接。代码只能用一次，三十分钟内有效。',
    place: { gallery: '旁听屏', bench: '审判席屏', parties: '控辩席屏', witness: '证人席屏', door: '门牌' } as Record<string, string>,
    none: '没有登录的屏', screens: (count: number) => `${count} 块屏已登录`, there: '在线', away: '没有回应', make: '生成代码', signOut: '全部退出', codeText: (room: string, place: string) => `${room} ${place} 的一次性代码`,
  },
  {
    displays: 'Displays', title: (room: string) => `Displays of ${room}`, lead: 'Open /display on the screen and enter the code, or open the link that holds it. A code works once, within thirty minutes.',
    place: { gallery: 'Gallery', bench: 'Bench', parties: 'Parties', witness: 'Witness stand', door: 'Door' } as Record<string, string>,
    none: 'No screen signed in', screens: (count: number) => `${count} signed in`, there: 'there', away: 'no answer', make: 'Make code', signOut: 'Sign out', codeText: (room: string, place: string) => `One-time code of ${room}, ${place}`,
  },
);
