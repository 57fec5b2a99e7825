/** What courts call things: roles, stages, courses, procedures. The terms of the procedure laws. */
import { dictionary } from './i18n';
import type { Procedure, Role, Stage } from './words';

interface CourtWords {
  role: Record<Role, string>;
  stage: Record<Stage, string>;
  procedure: Record<Procedure, string>;
  course: Record<string, string>;
  openness: Record<'public' | 'closed', string>;
  track: Record<'ordinary' | 'summary' | 'fast-track', string>;
  seat: Record<string, string>;
  unknownPlace: string;
}

const zh: CourtWords = {
  role: {
    'presiding-judge': '审判长', 'sole-judge': '独任审判员', judge: '审判员', 'peoples-assessor': '人民陪审员',
    'judges-assistant': '法官助理', clerk: '书记员', bailiff: '法警', prosecutor: '公诉人', plaintiff: '原告', defendant: '被告',
    accused: '被告人', prisoner: '罪犯', victim: '被害人', 'third-party': '第三人', defender: '辩护人', 'agent-ad-litem': '诉讼代理人',
    'statutory-representative': '法定代理人', 'appropriate-adult': '合适成年人', witness: '证人', 'expert-witness': '鉴定人',
    'expert-assistant': '有专门知识的人', interpreter: '翻译人员', 'enforcement-representative': '执行机关代表', petitioner: '信访人',
    'custody-officer': '看守民警', 'broadcast-approver': '直播审批人', gallery: '旁听人员', technician: '技术人员',
  },
  stage: {
    identity: '核对身份', rights: '告知权利', investigation: '法庭调查', evidence: '举证质证', debate: '法庭辩论', 'final-statement': '最后陈述',
    judgment: '宣判', questioning: '讯问', 'reading-back': '核对笔录', statements: '陈述意见', mediating: '调解', decision: '决定',
  },
  procedure: {
    trial: '庭审', interrogation: '提讯', pronouncement: '宣判', 'pretrial-conference': '庭前会议', 'evidence-exchange': '证据交换',
    inquiry: '听证', petition: '接访', mediation: '调解', 'sentence-reduction': '减刑假释',
  },
  course: {
    scheduled: '已排期', postponed: '已延期', cancelled: '已取消', preparing: '庭前准备', opening: '正在开庭', open: '开庭中', paused: '休庭中',
    resuming: '正在恢复', closed: '已闭庭', signing: '核对签名', archived: '已归档', archiving: '正在归档',
  },
  openness: { public: '公开审理', closed: '不公开审理' },
  track: { ordinary: '普通程序', summary: '简易程序', 'fast-track': '速裁程序' },
  seat: {
    judge: '审判席', clerk: '书记员席', prosecutor: '公诉席', defender: '辩护席', accused: '被告席', witness: '证人席', plaintiff: '原告席',
    defendant: '被告席', interpreter: '翻译席', gallery: '旁听席', overview: '全景', bailiff: '法警席', 'judge-left': '审判席左', 'judge-right': '审判席右',
  },
  unknownPlace: '法庭内',
};

const en: CourtWords = {
  role: {
    'presiding-judge': 'Presiding judge', 'sole-judge': 'Sole judge', judge: 'Judge', 'peoples-assessor': 'People’s assessor',
    'judges-assistant': 'Judge’s assistant', clerk: 'Clerk', bailiff: 'Bailiff', prosecutor: 'Prosecutor', plaintiff: 'Plaintiff', defendant: 'Defendant',
    accused: 'Accused', prisoner: 'Prisoner', victim: 'Victim', 'third-party': 'Third party', defender: 'Defence counsel', 'agent-ad-litem': 'Agent ad litem',
    'statutory-representative': 'Statutory representative', 'appropriate-adult': 'Appropriate adult', witness: 'Witness', 'expert-witness': 'Expert witness',
    'expert-assistant': 'Expert assistant', interpreter: 'Interpreter', 'enforcement-representative': 'Enforcement authority', petitioner: 'Petitioner',
    'custody-officer': 'Custody officer', 'broadcast-approver': 'Broadcast approver', gallery: 'Gallery', technician: 'Technician',
  },
  stage: {
    identity: 'Identity check', rights: 'Rights read', investigation: 'Court inquiry', evidence: 'Evidence', debate: 'Argument', 'final-statement': 'Final statement',
    judgment: 'Judgment', questioning: 'Questioning', 'reading-back': 'Reading back', statements: 'Statements', mediating: 'Mediation', decision: 'Decision',
  },
  procedure: {
    trial: 'Trial', interrogation: 'Interrogation', pronouncement: 'Pronouncement', 'pretrial-conference': 'Pre-trial conference',
    'evidence-exchange': 'Exchange of evidence', inquiry: 'Inquiry', petition: 'Petition', mediation: 'Mediation', 'sentence-reduction': 'Sentence reduction',
  },
  course: {
    scheduled: 'Scheduled', postponed: 'Postponed', cancelled: 'Cancelled', preparing: 'Preparing', opening: 'Opening', open: 'In session', paused: 'In recess',
    resuming: 'Resuming', closed: 'Closed', signing: 'Signing', archived: 'Archived', archiving: 'Archiving',
  },
  openness: { public: 'Public hearing', closed: 'Closed hearing' },
  track: { ordinary: 'Ordinary procedure', summary: 'Summary procedure', 'fast-track': 'Fast-track procedure' },
  seat: {
    judge: 'Bench', clerk: 'Clerk', prosecutor: 'Prosecution', defender: 'Defence', accused: 'Dock', witness: 'Witness stand', plaintiff: 'Plaintiff',
    defendant: 'Defendant', interpreter: 'Interpreter', gallery: 'Gallery', overview: 'Overview', bailiff: 'Bailiff', 'judge-left': 'Bench left', 'judge-right': 'Bench right',
  },
  unknownPlace: 'In the courtroom',
};

export const court = dictionary<CourtWords>(zh, en);
