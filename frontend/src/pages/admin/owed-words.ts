/** Words of what field units owe the court. */
import { dictionary } from '../../lib/i18n';

export const owedWords = dictionary(
  {
    title: '派出法庭、巡回审判待移交', unit: { 'dispatched-tribunal': '派出法庭', 'circuit-court': '巡回审判点', 'mobile-court': '移动法庭', 'field-kit': '便携设备' } as Record<string, string>,
    side: { here: '存于本机', awaited: '尚未移交' } as Record<string, string>, due: (when: string) => `应于 ${when} 前移交`, overdue: (when: string) => `已逾期，应于 ${when} 前移交`, within: (hours: number) => `闭庭后 ${hours} 小时内移交`,
  },
  {
    title: 'Field units: to hand in', unit: { 'dispatched-tribunal': 'Dispatched tribunal', 'circuit-court': 'Circuit court', 'mobile-court': 'Mobile court', 'field-kit': 'Field kit' } as Record<string, string>,
    side: { here: 'Lies here', awaited: 'Not handed in' } as Record<string, string>, due: (when: string) => `Due ${when}`, overdue: (when: string) => `Overdue since ${when}`, within: (hours: number) => `Hands in within ${hours} h of closing`,
  },
);
