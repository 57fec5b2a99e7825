/** Words about evidence that is shown. */
import { dictionary } from '../lib/i18n';

export const showingWords = dictionary(
  {
    page: (page: number, pages: number) => `第 ${page} / ${pages} 页`, pictureOf: (title: string, page: number) => `${title}，第 ${page} 页`, exhibit: (number: number) => `证据${number}`,
    loading: '正在载入证据…', failed: '证据图像载入失败，正在重试…', other: '证据图像与记录的校验值不符，未予显示。请联系技术人员。', noLive: '没有收到该信号',
    camera: '实物展台', share: (who: string) => `${who}的屏幕`, document: '实物展台', private: '不公开举证质证', marks: (count: number) => `${count} 处标注`, drawHere: '在此处标注',
    sound: '音频证据', standing: { playing: '播放中', paused: '已暂停', ended: '已播完' }, play: '播放', playing: '正在下载…', playFailed: '无法播放，请稍后再试',
    kind: { pdf: '文件', image: '图片', video: '视频', audio: '音频' } as Record<string, string>,
    pen: '画笔', arrow: '箭头', box: '方框', colour: { red: '红', yellow: '黄', green: '绿', blue: '蓝' } as Record<string, string>, clear: '清除标注', tools: '标注',
  },
  {
    page: (page: number, pages: number) => `Page ${page} of ${pages}`, pictureOf: (title: string, page: number) => `${title}, page ${page}`, exhibit: (number: number) => `Exhibit ${number}`,
    loading: 'Loading the exhibit…', failed: 'The picture did not load; trying again…', other: 'The picture is not the one on record and is not shown. Call the technician.', noLive: 'No signal',
    camera: 'Document camera', share: (who: string) => `Screen of ${who}`, document: 'Document camera', private: 'Shown in private', marks: (count: number) => `${count} ${count === 1 ? 'mark' : 'marks'}`, drawHere: 'Draw here',
    sound: 'Sound', standing: { playing: 'Playing', paused: 'Paused', ended: 'At its end' }, play: 'Play', playing: 'Fetching…', playFailed: 'Cannot be played; try again later',
    kind: { pdf: 'Document', image: 'Picture', video: 'Video', audio: 'Sound' } as Record<string, string>,
    pen: 'Pen', arrow: 'Arrow', box: 'Box', colour: { red: 'red', yellow: 'yellow', green: 'green', blue: 'blue' } as Record<string, string>, clear: 'Clear marks', tools: 'Marks',
  },
);
