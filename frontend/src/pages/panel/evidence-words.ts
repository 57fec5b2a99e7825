/** Words of the evidence view. */
import { dictionary } from '../../lib/i18n';

export const evidenceWords = dictionary(
  {
    title: '举证', sources: '证据来源', exhibits: '已提交的证据', cameras: '法庭信号', shares: '当事人屏幕', none: '还没有证据。点“上传证据”，或把文件拖到这里。', noneNow: '没有正在展示的证据', choose: '在左侧选择证据，预览后再出示。',
    showing: '正在展示', preview: '预览', previewHint: '只有您看得到', document: '实物展台', pages: (count: number) => `${count} 页`, by: (who: string) => `${who}提交`, shareOf: (who: string) => `${who}的屏幕`, shareHint: '出示后由对方选择要共享的窗口',
    target: { bench: '审判席', parties: '控辩席', witness: '证人席', gallery: '旁听屏', remote: '远程端', recording: '录制' } as Record<string, string>, targets: '展示到', targetsNow: '正在展示到', recorded: '同时录制',
    offAir: '不上直播', onAir: '已上直播', release: '允许上直播', releaseTitle: '让公众看到这件证据？', releaseText: '直播画面将从现在起包含该证据，按直播延时播出。', needsJudge: '须审判长或直播审批人允许', noBroadcast: '本庭没有获准直播', offAirPrivate: '不公开举证，不能上直播',
    private: '不公开举证', privateSmall: '出示时同时切断直播', privateOn: '不公开 · 直播已切断', privateGallery: '不公开举证不上旁听屏',
    present: '出示', replace: '改为出示', withdraw: '撤下', withdrawSmall: '各屏立即撤下', next: '下一页', previous: '上一页', page: '页码', back: '返回', notOpen: '开庭后才能出示', noRight: '您没有出示证据的权限', noTargets: '请选择展示对象', strip: (title: string) => `正在展示 · ${title}`, firstPage: '已是第一页', lastPage: '已是最后一页', noMarks: '本页没有标注',
    standing: { away: '出示时接入', pending: '正在切换', here: '已接入', failed: '切换失败' }, signal: { present: '有信号', absent: '无信号', unknown: '已接入，信号未知' }, inputHint: '出示时由矩阵接入采集卡，切换核实后才显示', cardPending: (what: string) => `${what}：矩阵正在切换，核实后才显示`, cardFailed: (what: string, says: string) => `${what}没有接入，未显示。${says}`, cardDark: (what: string) => `${what}没有信号，请检查连线`,
    screenPending: (where: string) => `${where}：正在切换`, screenFailed: (where: string, says: string) => `${where}没有切换成功。${says || '请查看设备页'}`,
  },
  {
    title: 'Evidence', sources: 'Sources', exhibits: 'Filed exhibits', cameras: 'Room cameras', shares: 'Shared screens', none: 'Nothing filed yet. Use “File exhibits”, or drop files here.', noneNow: 'Nothing is shown', choose: 'Choose on the left; look at it first, then show it.',
    showing: 'Shown now', preview: 'Preview', previewHint: 'only you see it', document: 'Document camera', pages: (count: number) => `${count} ${count === 1 ? 'page' : 'pages'}`, by: (who: string) => `by ${who}`, shareOf: (who: string) => `Screen of ${who}`, shareHint: 'Once shown, that person chooses a window',
    target: { bench: 'Bench', parties: 'Parties', witness: 'Witness', gallery: 'Gallery', remote: 'Remote', recording: 'Recording' } as Record<string, string>, targets: 'Show to', targetsNow: 'Shown to', recorded: 'recorded too',
    offAir: 'Not on air', onAir: 'On air', release: 'Let on air', releaseTitle: 'Let the public see it?', releaseText: 'From now on the broadcast holds this exhibit, after the usual delay.', needsJudge: 'Judge or approver only', noBroadcast: 'No approved broadcast', offAirPrivate: 'Private: never on air',
    private: 'In private', privateSmall: 'Showing also cuts the live', privateOn: 'Private · live is cut', privateGallery: 'Private: not in the gallery',
    present: 'Show', replace: 'Show instead', withdraw: 'Withdraw', withdrawSmall: 'From all screens', next: 'Next page', previous: 'Previous page', page: 'Page', back: 'Back', notOpen: 'Only in session', noRight: 'You may not show evidence', noTargets: 'Choose to whom', strip: (title: string) => `Shown · ${title}`, firstPage: 'First page', lastPage: 'Last page', noMarks: 'None here',
    standing: { away: 'connected when shown', pending: 'switching', here: 'connected', failed: 'not switched' }, signal: { present: 'signal', absent: 'no signal', unknown: 'connected, signal unknown' }, inputHint: 'Once shown, the matrix brings it to the capture card; seen when that is proven', cardPending: (what: string) => `${what}: the matrix is switching; seen when that is proven`, cardFailed: (what: string, says: string) => `${what} is not connected and not shown. ${says}`, cardDark: (what: string) => `${what} gives no signal; check its cable`,
    screenPending: (where: string) => `${where}: switching`, screenFailed: (where: string, says: string) => `${where} was not switched. ${says || 'Look at the devices'}`,
  },
);
