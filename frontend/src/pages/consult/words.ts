/** Words of the page on which parties and counsel read a record. */
import { dictionary } from '../../lib/i18n';

export const consultWords = dictionary(
  {
    title: '庭审录音录像在线查阅', code: '查阅码', codeHelp: '查阅码由法院提供，形如 ABCD-EFGH-JKLM。', open: '打开查阅', opening: '正在打开…', counted: '每打开一次计一次，并记入法院的查阅记录。', law: '查阅内容仅供本案诉讼使用。未经人民法院许可，不得录制、拍摄、复制、传播（法释〔2017〕5号第十五条）。画面上会持续显示查阅人、编号和时间。',
    unreachable: '连接不上法院', unreachableHelp: '请检查网络，然后重试。', reading: '正在读取录音录像…', none: '没有可以查阅的画面或声音',
    reader: (name: string) => `查阅人：${name}`, until: (time: string) => `可查阅至 ${time}`, opened: (count: number, most: number) => `第 ${count} 次，共 ${most} 次`, copies: (count: number, most: number) => `已取 ${count} 份，共 ${most} 份`, sound: '复制录音', soundOf: '选择要复制的声音', text: '誊录文字',
    capsuleHelp: '每份单独制作，写有查阅人和份号，内附校验程序和播放器。制作可能需要几分钟。', take: '取一份',
  },
  {
    title: 'Reading a hearing’s record', code: 'Reading code', codeHelp: 'The court gives the code; it looks like ABCD-EFGH-JKLM.', open: 'Open', opening: 'Opening…', counted: 'Each opening is counted and goes on the court’s record of readings.', law: 'For the use of this case only. No recording, filming, copying or passing on without leave of the court (法释〔2017〕5号, article 15). Reader, number and time are shown over the pictures all the while.',
    unreachable: 'The court cannot be reached', unreachableHelp: 'Check the network, then try again.', reading: 'Reading the record…', none: 'There is no picture or sound to read',
    reader: (name: string) => `Reader: ${name}`, until: (time: string) => `until ${time}`, opened: (count: number, most: number) => `opening ${count} of ${most}`, copies: (count: number, most: number) => `${count} of ${most} copies taken`, sound: 'Copy the sound', soundOf: 'Choose a sound to copy', text: 'Take down the text',
    capsuleHelp: 'Each copy is made for its reader, with a number of its own, a script that proves it and a player. Making one may take minutes.', take: 'Take a copy',
  },
);
