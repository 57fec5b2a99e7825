/** Words about keeping a record: copies, terms, holds and removals. */
import { dictionary } from '../../lib/i18n';

export const keepingWords = dictionary(
  {
    keeping: '保管', head: (number: string) => `${number} 的记录保管`, loading: '正在读取…', stageWord: '阶段',
    stage: { recording: '录制中', sealed: '已封存，尚未在两处核验', verified: '已在两处核验，尚未归档', archived: '已归档', expiring: '待销毁，记录已隐藏', shredded: '已销毁，仅存哈希' } as Record<string, string>,
    until: '保管至', why: { permanent: '永久保管', 'case-open': '案件未结，期限未起算', 'term-unknown': '尚未确定保管期限', 'no-case': '没有所属案件' } as Record<string, string>,
    proven: (count: number) => `已在 ${count} 处核验`, copies: '副本', place: '位置', kind: '内容', status: '状态', size: '大小', checked: '最近核验', noCopies: '还没有副本。请以 --second-target 启动服务。',
    kinds: { batch: '录制批次', package: '档案包', installation: '装置备份（加密）' } as Record<string, string>,
    statuses: { stored: '已写入', verified: '已核验', damaged: '损坏', missing: '缺失', removed: '已移除' } as Record<string, string>,
    term: '保管期限', terms: { 'permanent': '永久', '60-years': '60 年', '30-years': '30 年', '': '未定' } as Record<string, string>, closedOn: '结案日期', saveTerm: '保存期限',
    holds: '依法保留', noHolds: '没有依法保留。', holdWhy: '保留理由', setHold: '设置保留', lift: '解除', liftAsk: '解除这项保留？', setBy: (who: string) => `由 ${who} 设置`,
    removal: '销毁', removalNote: '须两名管理员同意，批准 24 小时后方可销毁；其间记录对所有人隐藏，可以撤回。有保留或期限未满时不得销毁。', removalWhy: '销毁理由', hide: '隐藏并提请销毁', hideAsk: '隐藏这份记录？', hideText: '从现在起任何人都看不到它。另一名管理员批准 24 小时后才会销毁，此前可以撤回。',
    asked: (who: string, when: string, why: string) => `${who} 于 ${when} 提请：${why}`, approved: (who: string, when: string) => `${who} 于 ${when} 批准`, shredded: (when: string) => `${when} 已销毁，仅存哈希`, approve: '批准销毁', approveAsk: '批准销毁？', approveText: '24 小时后可以销毁，不能恢复。', withdraw: '撤回，恢复可见', never: '从未',
  },
  {
    keeping: 'Keeping', head: (number: string) => `Keeping the record of ${number}`, loading: 'Reading …', stageWord: 'Stage',
    stage: { recording: 'Being recorded', sealed: 'Sealed, not yet proven in two places', verified: 'Proven in two places, not archived yet', archived: 'Archived', expiring: 'To be destroyed; hidden', shredded: 'Destroyed; its hashes remain' },
    until: 'Kept until', why: { permanent: 'For ever', 'case-open': 'The case is open; the term has not begun', 'term-unknown': 'Nobody has set a term yet', 'no-case': 'It belongs to no case' },
    proven: (count: number) => (count === 1 ? 'Proven in 1 place' : `Proven in ${count} places`), copies: 'Copies', place: 'Place', kind: 'What', status: 'State', size: 'Size', checked: 'Last proven', noCopies: 'There are no copies yet. Start the server with --second-target.',
    kinds: { batch: 'Batch of the recording', package: 'Package', installation: 'Installation (encrypted)' },
    statuses: { stored: 'Written', verified: 'Proven', damaged: 'Damaged', missing: 'Missing', removed: 'Removed' },
    term: 'Term', terms: { 'permanent': 'For ever', '60-years': '60 years', '30-years': '30 years', '': 'Open' }, closedOn: 'Case closed on', saveTerm: 'Save term',
    holds: 'Legal holds', noHolds: 'No legal hold is set.', holdWhy: 'Reason for the hold', setHold: 'Set hold', lift: 'Lift', liftAsk: 'Lift this hold?', setBy: (who: string) => `set by ${who}`,
    removal: 'Removal', removalNote: 'Two administrators must agree, and 24 hours must pass after the approval. Meanwhile nobody is shown the record, and it can be taken back. Nothing goes while a hold is set or the term runs.', removalWhy: 'Reason for the removal', hide: 'Hide and ask for removal', hideAsk: 'Hide this record?', hideText: 'From now on nobody is shown it. It is destroyed 24 hours after another administrator agrees; until then it can be taken back.',
    asked: (who: string, when: string, why: string) => `${who} asked on ${when}: ${why}`, approved: (who: string, when: string) => `${who} agreed on ${when}`, shredded: (when: string) => `destroyed on ${when}; its hashes remain`, approve: 'Agree to removal', approveAsk: 'Agree to the removal?', approveText: 'It can be destroyed in 24 hours, and not be brought back.', withdraw: 'Take back, show again', never: 'never',
  },
);
