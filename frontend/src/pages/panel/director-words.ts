/** Words of the director: what each shot is called, who chooses the picture, and why a shot cannot be had. */
import { dictionary } from '../../lib/i18n';

export const directorWords = dictionary(
  {
    title: '导播', hint: '庭审画面由谁选定', none: '没有收到法庭主机的导播报告',
    shot: { court: '庭审合成', overview: '全景', parties: '控辩对席', witness: '证人作证', remote: '远程讯问', evidence: '证据同屏' } as Record<string, string>,
    follow: '语音跟随', next: (seconds: number) => `发言人自动入画 · ${seconds} 秒无人发言切全景`, shown: (what: string) => `当前 ${what}`, resume: '已手动选定 · 点按恢复跟随', waits: '本场景可以跟随',
    fixed: '本场景固定画面', off: '由场景决定画面', held: '手动选定', notOpen: '庭审进行中可用',
    forbids: { protected: '含受保护席位', nobody: '没有远程人员', nothing: '没有正在展示的证据' } as Record<string, string>,
    byHand: (count: number) => `${count} 台摄像机由人工控制`, comma: ' · ',
  },
  {
    title: 'Director', hint: 'Who chooses the picture', none: 'No word from the courtroom’s director',
    shot: { court: 'Whole court', overview: 'Overview', parties: 'Both sides', witness: 'Witness', remote: 'Remote', evidence: 'Evidence' } as Record<string, string>,
    follow: 'Follow voices', next: (seconds: number) => `Who speaks is shown · overview after ${seconds} s of silence`, shown: (what: string) => `Now ${what}`, resume: 'Chosen by hand · tap to follow again', waits: 'This scene may follow',
    fixed: 'The scene keeps its picture', off: 'The scene decides', held: 'Chosen by hand', notOpen: 'While the hearing is open',
    forbids: { protected: 'Protected seat', nobody: 'Nobody is remote', nothing: 'No evidence on screen' } as Record<string, string>,
    byHand: (count: number) => `${count} ${count === 1 ? 'camera' : 'cameras'} moved by hand`, comma: ' · ',
  },
);
