/** Words about the number that a case gets later. */
import { dictionary } from '../../lib/i18n';

export const numberingWords = dictionary(
  {
    numbering: '登记案号', head: (number: string) => `${number} 的正式案号`, note: '录音录像和归档文件夹仍以临时案号保存，以便核验；两个案号都能查到。',
    number: '正式案号', save: '登记', filed: (number: string) => `原案号 ${number}`,
  },
  {
    numbering: 'Number', head: (number: string) => `The own number of ${number}`, note: 'Recording and archive stay filed under the provisional number, by which they are proven; both numbers find it.',
    number: 'Case number', save: 'Enter', filed: (number: string) => `filed as ${number}`,
  },
);
