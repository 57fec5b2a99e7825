import { describe, expect, it } from 'vitest';
import { LATE_MS, LOST_MS, PageSocket, type Line, type LinkState } from '../src/lib/socket';
import { fakeWiring } from './wiring';

function page() {
  const wiring = fakeWiring();
  const states: LinkState[] = [];
  const socket = new PageSocket('ws://court/live', () => 'secret', { frame: () => undefined, link: (state) => states.push(state) }, wiring);
  socket.open();
  const line = (): Line & { sent: string[] } => wiring.lines.at(-1)!;
  const snapshot = () => line().onmessage?.({ data: JSON.stringify({ type: 'snapshot', seq: 1, view: {}, reports: [], clock: 0 }) });
  return { wiring, states, socket, line, snapshot };
}

describe('the link of a page', () => {
  it('greets with its token and answers pings', () => {
    const { line } = page();
    line().onopen?.();
    line().onmessage?.({ data: '{"type":"ping","clock":1}' });

    expect(line().sent).toEqual(['{"type":"hello","token":"secret","after":null}', '{"type":"pong"}']);
  });

  it('is late after three silent seconds and lost after five, then dials again', () => {
    const { wiring, states, snapshot } = page();
    snapshot();
    wiring.move(LATE_MS);
    expect(states).toEqual(['live', 'late']);
    wiring.move(LOST_MS - LATE_MS);
    expect(states).toEqual(['live', 'late', 'lost']);
    wiring.move(2000);

    expect(wiring.lines).toHaveLength(2);
  });

  it('believes nothing of a line that it has hung up', () => {
    const { wiring, states, line, snapshot } = page();
    snapshot();
    const old = line();
    wiring.move(LOST_MS);
    wiring.move(2000);
    old.onmessage?.({ data: JSON.stringify({ type: 'snapshot', seq: 9, view: {}, reports: [], clock: 0 }) });

    expect(states.at(-1)).toBe('lost');
  });

  it('stays away after a goodbye', () => {
    const { wiring, states, line, snapshot } = page();
    snapshot();
    line().onmessage?.({ data: '{"type":"bye","reason":"signed-out"}' });
    wiring.move(60_000);

    expect(states.at(-1)).toBe('ended');
    expect(wiring.lines).toHaveLength(1);
  });

  it('comes back for a fresh snapshot when it was too slow', () => {
    const { wiring, line, snapshot } = page();
    snapshot();
    line().onmessage?.({ data: '{"type":"bye","reason":"slow"}' });

    expect(wiring.lines).toHaveLength(2);
  });
});
