/** Words of walk-in hearings. */
import { dictionary } from '../../lib/i18n';

export const walkInWords = dictionary(
  {
    alone: (room: string) => `${room}正在独立运行，庭审记录稍后移交法院服务器。`,
    key: '现场开庭', keySmall: '当场立案，无需排期',
    title: '现场开庭', text: '案件当场登记，记录与服务器上的案件互不冲突。', confirm: '登记并进入',
    procedure: '程序', cause: '案由', number: '案号', numberHint: '留空则使用临时案号', noAnswer: '服务没有应答，请再试一次。',
  },
  {
    alone: (room: string) => `${room} runs alone; its hearings are handed in to the court’s server later.`,
    key: 'Walk-in hearing', keySmall: 'Case made here, nothing scheduled',
    title: 'Walk-in hearing', text: 'The case is made here; its record cannot clash with one on the server.', confirm: 'Make it and go in',
    procedure: 'Procedure', cause: 'Cause', number: 'Case number', numberHint: 'Empty: a provisional number', noAnswer: 'No answer; please try again.',
  },
);
