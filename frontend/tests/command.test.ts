import { describe, expect, it } from 'vitest';
import { command, identity } from '../src/lib/command';
import { Refused, Unreachable } from '../src/lib/http';
import { event } from '../src/pages/gallery/fixtures';

describe('a command', () => {
  it('carries a fresh id and what it expects, and is answered by its event', async () => {
    const sent: unknown[] = [];
    const outcome = await command('h-gallery234', { type: 'open' }, 12, (path, body) => {
      sent.push(path, body);
      return Promise.resolve({ event: event('open-asked', {}) });
    });

    expect(outcome).toMatchObject({ kind: 'done', event: { type: 'open-asked' } });
    expect(sent[0]).toBe('/api/v1/hearings/h-gallery234/commands');
    expect(sent[1]).toMatchObject({ type: 'open', expect: 12, id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('that is refused says why', async () => {
    const problem = { status: 409, title: '庭审状态已变化', detail: '', remedy: '请查看' };
    expect(await command('h', { type: 'open' }, 1, () => Promise.reject(new Refused(problem)))).toEqual({ kind: 'refused', problem });
  });

  it('without an answer is not confirmed, and is not sent twice', async () => {
    let times = 0;
    const outcome = await command('h', { type: 'open' }, 1, () => {
      times += 1;
      return Promise.reject(new Unreachable());
    });
    expect([outcome.kind, times]).toEqual(['unconfirmed', 1]);
  });

  it('never has the id of another', () => {
    expect(identity()).not.toBe(identity());
  });
});
