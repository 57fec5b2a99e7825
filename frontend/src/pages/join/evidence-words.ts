/** Words about evidence on the remote person's page: short sentences. */
import { dictionary } from '../../lib/i18n';

export const joinEvidenceWords = dictionary(
  {
    atTable: '您在法庭内', atTableText: '出示给您的证据会显示在这里，您可以在上面标注。', outside: '请等候书记员准许入庭', outsideText: '准许后，您可以在这里查看证据、提交证据和共享屏幕。',
    shown: '正在出示证据', file: '提交证据', fileTitle: '提交证据', fileText: '文件会交给法庭，由书记员决定何时出示。可以选择多个文件：PDF、图片、视频（MP4）、音频。', filed: '已提交', noneFiled: '您还没有提交证据。', pages: (count: number) => `${count} 页`,
    shareAsked: '法庭请您共享屏幕', shareText: '只共享要给法庭看的那一个窗口，不要共享整个桌面。', share: '共享屏幕', stop: '停止共享', sharing: '法庭正在看您共享的窗口', noShare: '这台设备不能共享屏幕，请换用电脑。', refused: '没有共享。如需共享，请再按一次并选择窗口。', reconnecting: '正在重新接通…', yourShare: '您共享的窗口',
  },
  {
    atTable: 'You are in the courtroom', atTableText: 'Evidence that is shown to you appears here, and you may draw on it.', outside: 'Please wait to be admitted', outsideText: 'Then you can see and file evidence here, and share your screen.',
    shown: 'Evidence is shown', file: 'File evidence', fileTitle: 'File evidence', fileText: 'The court gets the file; the clerk decides when it is shown. You may choose several: PDF, pictures, MP4 films, sound.', filed: 'Filed', noneFiled: 'You have filed nothing yet.', pages: (count: number) => `${count} ${count === 1 ? 'page' : 'pages'}`,
    shareAsked: 'The court asks for your screen', shareText: 'Share only the window that the court is to see, not the whole desktop.', share: 'Share screen', stop: 'Stop sharing', sharing: 'The court sees your window', noShare: 'This device cannot share its screen. Use a computer.', refused: 'Nothing is shared. Press again and choose a window.', reconnecting: 'Connecting again…', yourShare: 'Your window',
  },
);
