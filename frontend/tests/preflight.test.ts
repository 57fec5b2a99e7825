import { describe, expect, it } from 'vitest';
import { preflight } from '../src/lib/preflight';
import { HearingStore } from '../src/lib/store';
import { scenes } from '../src/pages/gallery/states';
import { health, now, roomDisk } from '../src/pages/gallery/fixtures';
import { troubles } from '../src/pages/panel/trouble';
import { preflightWords } from '../src/pages/panel/preflight-words';

const found = (name: string) => {
  const { view, reports } = scenes[name]!();
  const store = new HearingStore(view.hearing);
  store.take({ type: 'snapshot', seq: view.seq, view, reports, clock: now });
  return preflight(store, view.state, now);
};
const verdicts = (name: string) => Object.fromEntries(found(name).map((check) => [check.name, check.verdict]));

describe('the list before opening', () => {
  it('is red where the record would not be whole: nobody writes, no track, no room on the disk, a scene that was given up', () => {
    const list = verdicts('not-ready');
    expect([list['recorders'], list['tracks'], list['scene']]).toEqual(['red', 'red', 'red']);
    expect([list['second'], list['people'], list['recognition']]).toEqual(['amber', 'amber', 'amber']);
  });

  it('is green where the system says so, and amber for microphones that nobody has heard today', () => {
    const list = verdicts('all-ready');
    expect(Object.entries(list).filter(([, verdict]) => verdict !== 'green')).toEqual([['sound', 'amber']]);
  });

  it('weighs the disk against the hours: 9.6 GB do not hold three hours of nine tracks', () => {
    const { view, reports } = scenes['all-ready']!();
    const store = new HearingStore(view.hearing);
    const small = reports.map((report) => (report.type === 'health' && report.process === 'panel' ? { ...report, detail: { free_bytes: 9.6e9 } } : report));
    store.take({ type: 'snapshot', seq: view.seq, view, reports: small, clock: now });
    expect(preflight(store, view.state, now).find(({ name }) => name === 'disk')?.verdict).toBe('red');
  });

  it('weighs the courtroom’s own disk at the rate at which the room records, against the court’s usual length of a hearing', () => {
    const weighed = (...disk: Parameters<typeof roomDisk>) => {
      const { view, reports } = scenes['all-ready']!();
      const store = new HearingStore(view.hearing);
      store.take({ type: 'snapshot', seq: view.seq, view, reports: [...reports.filter((report) => !(report.type === 'health' && report.process === 'agent:demo')), roomDisk(...disk)], clock: now });
      return preflight(store, view.state, now).filter(({ name }) => name === 'roomDisk' || name === 'disk');
    };
    expect(weighed(220).map(({ verdict, values }) => [verdict, values])).toEqual([['green', ['412', '20.6', '3']], ['green', ['220', '40', '3']]]);
    expect(weighed(27)[1]).toMatchObject({ verdict: 'amber', found: 'short', values: ['27', '5.0', '3'] });
    expect(weighed(15)[1]).toMatchObject({ verdict: 'red', found: 'short', values: ['15', '2.8', '3'] });
    expect(weighed(27, 6)[1]).toMatchObject({ verdict: 'red', values: ['27', '5.0', '6'] });
    expect(weighed(27, 6)[0]).toMatchObject({ verdict: 'green', values: ['412', '41.2', '6'] });
    expect(verdicts('scheduled')['roomDisk']).toBe('amber');
  });

  it('does not speak of other courtrooms’ computers', () => {
    const { view, reports } = scenes['all-ready']!();
    const store = new HearingStore(view.hearing);
    store.take({ type: 'snapshot', seq: view.seq, view, reports: [...reports, health('agent:hall-9', 'fail', 'x'), health('control:demo', 'warn', 'y')], clock: now });
    expect(troubles(store, view.state).map(({ process }) => process)).toEqual(['control:demo']);
    expect(preflight(store, view.state, now).find(({ name }) => name === 'processes')?.values).toEqual(['y']);
  });

  it('has words for what it finds, and says what to do wherever it is not green', () => {
    for (const state of ['preparing', 'scheduled', 'all-ready', 'not-ready'])
      for (const { name, found: what, verdict } of found(state)) {
        expect(preflightWords().found[`${name}.${what}`], `${name}.${what}`).toBeTypeOf('function');
        if (verdict !== 'green') expect(preflightWords().todo[`${name}.${what}`], `${name}.${what}`).toBeTypeOf('string');
      }
  });
});
