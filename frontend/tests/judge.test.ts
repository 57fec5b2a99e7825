import { describe, expect, it } from 'vitest';
import type { BenchView } from '../src/lib/bench';
import { HearingStore } from '../src/lib/store';
import type { HearingState, HearingView, Right } from '../src/lib/words';
import * as fix from '../src/pages/gallery/fixtures';
import { due } from '../src/pages/judge/due';
import { raised, voiceOf } from '../src/pages/judge/hands';
import { angles } from '../src/pages/judge/pictures';

function storeOf(state: HearingState, rights: Right[] = fix.judge.rights): HearingStore {
  const store = new HearingStore(state.hearing);
  store.take({ type: 'snapshot', seq: state.seq, view: { ...fix.view(state), me: { ...fix.judge, rights } }, reports: [fix.ledger(state, true)], clock: fix.now });
  return store;
}

const kinds = (state: HearingState, bench: BenchView | null = null, rights?: Right[]): string[] => due(storeOf(state, rights), bench).map((one) => one.kind);
const quiet: HearingState = { ...fix.open, participants: { ...fix.open.participants, 'p-3': { ...fix.open.participants['p-3']!, presence: 'admitted' } } };
const cut: HearingState = { ...quiet, broadcast: { ...quiet.broadcast, cuts: [{ since: fix.now, until: null, cut_by: 'account:2', restored_by: '', reason: '' } as unknown as HearingState['broadcast']['cuts'][number]] } };

describe('what waits for the judge', () => {
  it('is nothing while all is decided', () => {
    expect(kinds(quiet)).toEqual([]);
  });

  it('is a cut, who stands at the door, and an explained gap, each only for those who may decide it', () => {
    const state: HearingState = { ...cut, participants: fix.open.participants, explanations: [fix.explanation] };
    expect(kinds(state)).toEqual(['cut', 'arrived', 'faults']);
    expect(kinds(state, null, ['hear-and-see', 'cut-broadcast'])).toEqual([]);
  });

  it('is whether the public may attend, until it was said', () => {
    expect(kinds({ ...quiet, course: 'preparing', openness: [] })).toEqual(['openness']);
  });

  it('is never a cut of a hearing that was closed to the public meanwhile', () => {
    const closed = { openness: 'closed' as const, range: 'whole' as const, judge: '李某', reason: '', at: fix.now };
    expect(kinds({ ...cut, openness: [...cut.openness, closed] })).toEqual([]);
  });

  it('is the signature under minutes once every opinion and the result are down', () => {
    const me = { principal: 'account:1', name: '陈明', role: 'presiding-judge' as const };
    const written = { text: '同意', at: fix.now, revision: 0 };
    const one = { number: 1, state: 'open' as const, begun_at: fix.now, ended_at: null, ended_reason: '', members: [me], question: '', opinions: {}, course: null, result: written, signers: [{ member: me, state: 'due' as const, at: null }], sha256: '' };
    const bench = { me: 'account:1', deliberations: [one] } as unknown as BenchView;
    expect(kinds(quiet, bench)).toEqual([]);
    expect(kinds(quiet, { ...bench, deliberations: [{ ...one, opinions: { 'account:1': written } }] })).toEqual(['minutes']);
    expect(kinds(quiet, { ...bench, deliberations: [{ ...one, opinions: { 'account:1': written }, signers: [{ member: me, state: 'signed', at: fix.now }] }] })).toEqual([]);
  });
});

describe('the bench', () => {
  const up = (id: string) => ({ [id]: { ...fix.open.participants[id]!, hand_up: true } });

  it('gives the word in the order in which hands were raised', () => {
    const state: HearingState = { ...quiet, participants: { ...quiet.participants, ...up('p-2'), ...up('p-5') }, touched: { 'participant:p-2': 59, 'participant:p-5': 58 } };
    expect(raised(fix.view(state) as HearingView).map((one) => one.id)).toEqual(['p-5', 'p-2']);
    expect(Object.values(quiet.participants).map(voiceOf)).toEqual(['mic-judge', 'remote-p-2', 'remote-p-3', 'mic-prosecutor', 'mic-defender', 'mic-clerk']);
  });

  it('is offered every picture that it may play, the composed one first, and no mix that is made for somebody else', () => {
    const view = { ...fix.view(quiet), may_play: ['remote-p-2', 'cam-judge', 'program-for-p-2', 'program-room', 'mic-judge', 'multiview', 'program'] } as HearingView;
    expect(angles(view)).toEqual(['program', 'multiview', 'cam-judge', 'remote-p-2']);
  });
});
