/** Words about filing exhibits. */
import { dictionary } from '../lib/i18n';

export const filingWords = dictionary(
  {
    file: '上传证据', choose: '选择证据文件', going: '正在上传', waits: '等待上传', sent: (share: number) => `已上传 ${share}%`, drawing: '正在核验并生成页面…', unreachable: '连不上服务器，没有上传。', again: '重新上传', putAway: '不再上传', dropHere: '松开即上传为证据',
    accepts: 'PDF、图片、视频（MP4）、音频',
  },
  {
    file: 'File exhibits', choose: 'Choose files', going: 'Going up', waits: 'Waiting', sent: (share: number) => `${share}% sent`, drawing: 'Checking, drawing pages…', unreachable: 'The server cannot be reached; nothing was filed.', again: 'Send again', putAway: 'Put away', dropHere: 'Let go to file it',
    accepts: 'PDF, pictures, MP4, sound',
  },
);
