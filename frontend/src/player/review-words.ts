/** Words for working with a record: marks, citations, clips, keys. */
import { dictionary } from '../lib/i18n';

export const reviewWords = dictionary(
  {
    marks: '标记', markNow: '标记此刻', noMarks: '还没有标记。按 B 标记此刻，可写批注。', keptByCourt: '保存在法院服务器，仅本人可见，不入案卷', keptHere: '仅保存在这个浏览器，可导出', exportMarks: '导出标记', writeNote: '写批注（仅本人可见）', noteAt: (time: string) => `${time} 的批注`, remove: '删除', again: '重试', loading: '正在读取…', marksFailed: '标记没有保存或读取。',
    cite: '引用此刻', citeTitle: '引用此刻', citation: '引用（案号/庭次/时间）', link: '链接', copy: '复制', copied: '已复制', citeHelp: '凭案号、庭次和法庭时钟定位，长期有效。', citeMissed: '链接中的时刻不在本次庭审的录制内',
    clip: '导出片段', clipTitle: '导出带证明的片段', track: '画面或声音', from: '起', to: '止', clipHelp: '先校验整个案卷，再导出这一段及其证明；长庭审需要几分钟。导出会记入审计。', take: '导出', taking: '正在校验并导出…', taken: '片段已导出', badTime: '时间写作 时:分:秒', nothingNow: '此刻没有录到',
    help: '键盘', helpTitle: '键盘操作', zoomIn: '放大时间轴', zoomOut: '缩小时间轴', whole: '全程', evidence: '证据', log: '记录', findAll: '全院检索',
    keys: [['空格 · K', '播放或暂停'], ['← →', '后退、前进 5 秒'], ['J · L', '后退、前进 15 秒'], [', .', '后退、前进一帧'], ['Home', '回到开头'], ['1–9', '选择画面'], ['↑ ↓', '加快、放慢'], ['+ − 0', '放大、缩小时间轴，看全程'], ['B', '标记此刻'], ['C', '引用此刻'], ['?', '本说明']] as [string, string][],
  },
  {
    marks: 'Marks', markNow: 'Mark this moment', noMarks: 'No marks yet. Press B to mark this moment; a note can be written to it.', keptByCourt: 'Kept on the court’s server, shown to nobody but you, not in the record', keptHere: 'Kept in this browser alone; can be exported', exportMarks: 'Export marks', writeNote: 'A note, for you alone', noteAt: (time: string) => `Note at ${time}`, remove: 'Delete', again: 'Try again', loading: 'Reading…', marksFailed: 'Marks could not be kept or read.',
    cite: 'Cite', citeTitle: 'Cite this moment', citation: 'Citation (case/sitting/time)', link: 'Link', copy: 'Copy', copied: 'Copied', citeHelp: 'Found by case number, sitting and the court’s clock; it stays valid.', citeMissed: 'The moment in the link was not recorded in this hearing',
    clip: 'Clip', clipTitle: 'Export a clip with its proof', track: 'Picture or sound', from: 'From', to: 'To', clipHelp: 'The whole record is verified first, then this stretch and its proof are taken out; a long hearing takes minutes. Exports are audited.', take: 'Export', taking: 'Verifying and exporting…', taken: 'The clip was exported', badTime: 'Write times as h:mm:ss', nothingNow: 'Nothing is recorded here',
    help: 'Keys', helpTitle: 'Keyboard', zoomIn: 'Zoom in', zoomOut: 'Zoom out', whole: 'Whole hearing', evidence: 'Evidence', log: 'Log', findAll: 'Search all',
    keys: [['Space · K', 'play or pause'], ['← →', '5 s back, on'], ['J · L', '15 s back, on'], [', .', 'one frame back, on'], ['Home', 'to the beginning'], ['1–9', 'choose pictures'], ['↑ ↓', 'faster, slower'], ['+ − 0', 'zoom the timeline, whole hearing'], ['B', 'mark this moment'], ['C', 'cite this moment'], ['?', 'this list']] as [string, string][],
  },
);
