/** Words about leave to read a record from outside. */
import { dictionary } from '../../lib/i18n';

export const readingsWords = dictionary(
  {
    readings: '查阅', head: '在线查阅与上诉审音视频包', note: '当事人、辩护人、诉讼代理人在线查阅；上级法院、检察院领取音视频包。不公开的段落不予提供。每次打开、每份领取均有记录。', none: '尚未准许任何人查阅。',
    who: '查阅人', kind: '方式', until: '期限', count: '次数', purpose: '用途', kinds: { consultation: '在线查阅', capsule: '音视频包' } as Record<string, string>,
    participant: '参与人', name: '姓名或单位', openings: '最多次数（份数）', sound: '可复制录音', text: '可誊录文字', sealed: '连同不公开段落的理由（仅音视频包）', grant: '准许查阅', revoke: '收回', revokeAsk: '收回这项查阅许可？', revokeText: '对方的页面会立即关闭；已领取的音视频包无法收回。', revoked: '已收回', over: '已到期', given: (name: string) => `请把链接交给${name}。只显示这一次。`,
  },
  {
    readings: 'Readings', head: 'Reading online, and capsules for a higher court', note: 'Parties and counsel read online; a higher court or the procuratorate takes copies of a capsule. Sealed stretches are not given. Each opening and each copy is on record.', none: 'Nobody was given leave yet.',
    who: 'Reader', kind: 'How', until: 'Until', count: 'Opened', purpose: 'Purpose', kinds: { consultation: 'online', capsule: 'capsule' } as Record<string, string>,
    participant: 'Participant', name: 'Name', openings: 'How often, or how many copies', sound: 'may copy the sound', text: 'may take down the text', sealed: 'Why sealed stretches go along (capsule only)', grant: 'Give leave', revoke: 'Take back', revokeAsk: 'Take this leave back?', revokeText: 'The reader’s page closes at once; a capsule that was taken stays where it is.', revoked: 'taken back', over: 'over', given: (name: string) => `Give this link to ${name}. It is shown this once.`,
  },
);
