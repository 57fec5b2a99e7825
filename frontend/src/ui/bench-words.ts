/** Words of the bench's quick messages, on the judge's page and on the clerk's panel. */
import type { Message, Template } from '../lib/bench';
import { dictionary } from '../lib/i18n';

export const benchWords = dictionary(
  {
    title: '短消息', note: '只有合议庭和书记员看得到，不入庭审日志', chips: '合议庭短消息', received: '收到', seen: (count: number) => `${count} 人已读`, unseen: '未读',
    more: (count: number) => `另有 ${count} 条`, write: '自拟（200 字以内）', send: '发送', none: '还没有消息', notes: '短语',
    template: {
      'watch-time': '请控制时间', 'announce-recess': '请宣布休庭', 'check-evidence': '请核对证据', 'check-transcript': '请核对笔录', 'check-sound': '请检查声音',
      'check-picture': '请检查画面', 'call-next': '请传下一位', 'go-on': '可以继续', received: '收到',
    } as Record<Template, string>,
  },
  {
    title: 'Messages', note: 'Only bench and clerk read these; they are in no hearing log', chips: 'Messages of the bench', received: 'Got it', seen: (count: number) => `seen by ${count}`, unseen: 'not seen',
    more: (count: number) => `${count} more`, write: 'Own words, up to 200 letters', send: 'Send', none: 'No message yet', notes: 'Phrases',
    template: {
      'watch-time': 'Mind the time', 'announce-recess': 'Announce a recess', 'check-evidence': 'Check the evidence', 'check-transcript': 'Check the record', 'check-sound': 'Check the sound',
      'check-picture': 'Check the picture', 'call-next': 'Call the next', 'go-on': 'Go on', received: 'Got it',
    } as Record<Template, string>,
  },
);

/** What a message says, in the reader's language where it is a phrase. */
export const said = (message: Message): string => [message.template ? benchWords().template[message.template] : '', message.text].filter(Boolean).join(' ');
