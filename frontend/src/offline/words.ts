/** Words of the player in a package. */
import { dictionary } from '../lib/i18n';

export const offlineWords = dictionary(
  {
    noIndex: '这个文件夹里没有庭审索引', noIndexHelp: '缺少 player/index.js。请用完整的庭审案卷包打开。',
    open: '打开案卷文件夹', openHelp: '打开后可以逐路观看全部画面和声音，并核对文件是否完整。请选择本页所在的文件夹；文件不会离开这台电脑。', program: '庭审合成', noProgram: '这个案卷包没有合成录像。打开案卷文件夹可观看各路画面。',
    wrong: '这不是本案的案卷文件夹', wrongHelp: '请选择 player.html 所在的文件夹。', missing: '文件缺失', changed: '内容已被改动',
    filesWhole: '文件与清单一致', script: '签名、哈希树与根值请用案卷包里的脚本校验：',
  },
  {
    noIndex: 'There is no index of a hearing here', noIndexHelp: 'player/index.js is missing. Open a whole package of a hearing.',
    open: 'Open this folder', openHelp: 'Then every picture and sound can be watched by itself, and the files are checked. Choose the folder that this page lies in; nothing leaves this computer.', program: 'Program', noProgram: 'This package has no program file. Open the folder to watch each picture.',
    wrong: 'That is not the folder of this hearing', wrongHelp: 'Choose the folder that holds player.html.', missing: 'The file is missing', changed: 'Its content was changed',
    filesWhole: 'Files are as listed', script: 'For signatures, hash tree and root run the package’s own script:',
  },
);
