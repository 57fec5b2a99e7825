/** Words of scenes: what each is called, what a device is, how it stands and what to do. */
import { dictionary } from '../../lib/i18n';

export const sceneWords = dictionary(
  {
    title: '场景', hint: '画面、音频、设备同步切换', others: '全部场景', fewer: '收起', report: '逐项核实', none: '没有收到法庭主机的场景报告', noneNow: '尚未使用场景', notNow: '本阶段没有可用的场景',
    scene: {
      'power-up': '设备开机', 'power-down': '设备关机', preparing: '庭前准备', open: '开庭', recess: '休庭', closed: '闭庭', investigation: '法庭调查', evidence: '举证质证', witness: '证人作证',
      'witness-protection': '证人保护', debate: '法庭辩论', 'final-statement': '最后陈述', judgment: '宣判', 'remote-interrogation': '远程提讯', 'remote-hearing': '远程庭审', petition: '接访', mediation: '调解',
      'reduction-identity': '一 核实罪犯', 'reduction-participants': '二 宣布参加人', 'reduction-proposal': '三 宣读建议书', 'reduction-opinion': '四 检察意见', 'reduction-facts': '五 调查核实', 'reduction-statement': '六 罪犯陈述', 'reduction-summary': '七 总结休庭',
    } as Record<string, string>,
    keeps: { mediation: '直播和旁听同时切断', 'witness-protection': '先遮蔽，核实后开话筒', 'remote-interrogation': '不播出，无旁听', petition: '不播出，无旁听', 'power-down': '冷却后断电', 'power-up': '功放最后' } as Record<string, string>,
    state: { rest: '', pending: '正在切换', on: '已核实', auto: '随庭审进程', fault: '有异常' } as Record<string, string>,
    outcome: { pending: '正在切换', converged: '全部核实', partly: '部分未完成', aborted: '已中止，保持安全状态' } as Record<string, string>,
    recommended: '建议', lacks: (what: string) => `本庭缺：${what}`, opening: '正在开庭', byCourse: '随庭审进程', byTap: '点按',
    kind: { power: '电源', camera: '镜头', route: '画面信号', display: '显示屏', mic: '话筒', voice: '变声', light: '灯光', relay: '继电器', program: '合成画面', card: '采集卡' } as Record<string, string>,
    subject: { main: '主画面', mask: '', mains: '总电源', amplifier: '功放', projector: '投影', camera: '摄像机', bench: '审判席', parties: '当事人席', gallery: '旁听席', prosecutor: '公诉席', 'camera-parties': '当事人席摄像机', 'camera-witness': '证人席摄像机', 'display-bench': '审判席显示屏', 'display-parties': '当事人席显示屏', 'display-witness': '证人席显示屏' } as Record<string, string>,
    value: { on: '开', off: '关', open: '开启', muted: '静音', shown: '显示', hidden: '隐藏', blank: '黑屏', court: '庭审画面', evidence: '证据', nothing: '无信号', wide: '全景', close: '近景', bench: '审判席', parties: '当事人', witness: '证人', remote: '远程', overview: '全景', warming: '预热中', cooling: '冷却中' } as Record<string, string>,
    standing: { so: '已核实', assumed: '未能核实', pending: '进行中', waiting: '等待前项', withheld: '未执行', drifted: '被人改动', failed: '未完成', unreachable: '无应答' } as Record<string, string>,
    todo: {
      assumed: '设备不能回答，请目视确认。', withheld: '处理前项后，重新点按该场景。', drifted: '如需恢复，请重新点按该场景。', failed: '请查看设备本身，再重新点按。', unreachable: '请检查电源和接线；恢复后自动补齐。',
    } as Record<string, string>,
    fine: (count: number) => `${count} 项已核实`, asked: '要求', answered: '回答', comma: ' · ',
  },
  {
    title: 'Scenes', hint: 'Picture, sound and devices together', others: 'All scenes', fewer: 'Fewer', report: 'Item by item', none: 'No scene report from the courtroom’s computer', noneNow: 'No scene yet', notNow: 'No scene can be used at this point',
    scene: {
      'power-up': 'Power up', 'power-down': 'Power down', preparing: 'Preparing', open: 'Opening', recess: 'Recess', closed: 'Closing', investigation: 'Inquiry', evidence: 'Evidence', witness: 'Witness',
      'witness-protection': 'Witness protection', debate: 'Argument', 'final-statement': 'Final statement', judgment: 'Judgment', 'remote-interrogation': 'Remote interrogation', 'remote-hearing': 'Remote hearing', petition: 'Petition', mediation: 'Mediation',
      'reduction-identity': '1 Offender', 'reduction-participants': '2 Participants', 'reduction-proposal': '3 Proposal', 'reduction-opinion': '4 Procurator', 'reduction-facts': '5 Facts', 'reduction-statement': '6 Statement', 'reduction-summary': '7 Summary',
    } as Record<string, string>,
    keeps: { mediation: 'Cuts broadcast and gallery', 'witness-protection': 'Hides, proves, then speaks', 'remote-interrogation': 'No broadcast, no gallery', petition: 'No broadcast, no gallery', 'power-down': 'Mains after cooling', 'power-up': 'Amplifier last' } as Record<string, string>,
    state: { rest: '', pending: 'Changing', on: 'Proven', auto: 'With the course', fault: 'Needs a look' } as Record<string, string>,
    outcome: { pending: 'Changing', converged: 'All proven', partly: 'Partly done', aborted: 'Given up, kept safe' } as Record<string, string>,
    recommended: 'Suggested', lacks: (what: string) => `Lacks ${what}`, opening: 'Opening', byCourse: 'with the course', byTap: 'by a tap',
    kind: { power: 'Power', camera: 'Camera', route: 'Signal', display: 'Display', mic: 'Microphone', voice: 'Voice mask', light: 'Light', relay: 'Relay', program: 'Program', card: 'Capture card' } as Record<string, string>,
    subject: { main: 'main picture', mask: '', mains: 'mains', amplifier: 'amplifier', projector: 'projector', camera: 'camera', bench: 'bench', parties: 'parties', gallery: 'gallery', prosecutor: 'prosecution', 'camera-parties': 'parties’ camera', 'camera-witness': 'witness camera', 'display-bench': 'bench display', 'display-parties': 'parties’ display', 'display-witness': 'witness display' } as Record<string, string>,
    value: { on: 'on', off: 'off', open: 'open', muted: 'muted', shown: 'shown', hidden: 'hidden', blank: 'blank', court: 'court', evidence: 'evidence', nothing: 'no signal', wide: 'wide', close: 'close', bench: 'bench', parties: 'parties', witness: 'witness', remote: 'remote', overview: 'overview', warming: 'warming up', cooling: 'cooling' } as Record<string, string>,
    standing: { so: 'Proven', assumed: 'Not proven', pending: 'Under way', waiting: 'Waiting', withheld: 'Not done', drifted: 'Changed by hand', failed: 'Failed', unreachable: 'No answer' } as Record<string, string>,
    todo: {
      assumed: 'The device cannot answer; look at it.', withheld: 'Mend what comes first, then tap the scene again.', drifted: 'Tap the scene again to bring it back.', failed: 'Look at the device, then tap again.', unreachable: 'Check power and cable; it is made up for by itself.',
    } as Record<string, string>,
    fine: (count: number) => `${count} proven`, asked: 'Asked', answered: 'answered', comma: ' · ',
  },
);
