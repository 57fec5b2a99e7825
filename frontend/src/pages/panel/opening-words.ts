/** Words of an opening at which the record does not run whole. */
import { dictionary } from '../../lib/i18n';

export const openingWords = dictionary(
  {
    title: '录制未全部启动', key: '录制未全部启动', keySmall: '等待或说明理由开庭', comma: '、',
    missing: (names: string) => `未写入：${names}`, none: '未收到法庭录制主机的报告，没有任何轨道确认写入。',
    works: (names: string) => `已写入：${names}`,
    preroll: '请求开庭前一分钟的法庭声音和画面由录制主机保留，宣布开庭的内容不会丢失。',
    text: '应录轨道全部写入后自动开庭。仍要开庭的，请填写决定人姓名和理由；缺失自第一秒起记为故障，须另行说明并由审判长或独任审判员签字。',
    name: '决定人姓名', reason: '理由', wait: '继续等待', override: '说明理由开庭', noRight: '由审判长、独任审判员或书记员决定。',
  },
  {
    title: 'Not everything is recording', key: 'REC incomplete', keySmall: 'Wait, or open by name', comma: ', ',
    missing: (names: string) => `Not writing: ${names}`, none: 'No word from the courtroom’s recorder: no track is known to be writing.',
    works: (names: string) => `Writing: ${names}`,
    preroll: 'The announcement is not lost: the room keeps a minute of what runs.',
    text: 'The hearing opens by itself once every mandatory track is writing. To open all the same, say who decides, and why: what is missing is a fault from the first second, to be explained and signed.',
    name: 'Who decides', reason: 'Reason', wait: 'Go on waiting', override: 'Open by this reason', noRight: 'The presiding or sole judge or the clerk decides.',
  },
);
