import { beforeAll, describe, expect, it } from 'vitest';
import { CameraLine, RENEW_MS } from '../src/lib/camera-line';
import { fakeWiring } from './wiring';

const RIGHT = { pan: 1, tilt: 0, zoom: 0 };

beforeAll(() => {
  globalThis.location ??= { protocol: 'http:', host: 'court', search: '' } as Location;
});

function hand() {
  const wiring = fakeWiring();
  const line = new CameraLine('bench', wiring);
  line.open();
  const socket = wiring.lines[0]!;
  socket.onopen?.();
  socket.onmessage?.({ data: '{"type":"ping","clock":1}' });
  socket.sent.length = 0;
  const said = (what: string): number => socket.sent.filter((frame) => (JSON.parse(frame) as { do: string }).do === what).length;
  return { wiring, line, socket, said };
}

describe("a page's hand on a camera", () => {
  it('says at once that it pushes, and again ten times a second, the newest alone', () => {
    const { wiring, line, socket, said } = hand();
    for (let n = 0; n < 50; n += 1) {
      line.push('cam-judge', { ...RIGHT, pan: n / 50 });
      wiring.move(10);
    }

    expect(said('move')).toBeLessThanOrEqual(6);
    expect(JSON.parse(socket.sent.at(-1)!)).toMatchObject({ do: 'move', camera: 'cam-judge' });
  });

  it('says twice that it has let go, and nothing more', () => {
    const { wiring, line, said } = hand();
    line.push('cam-judge', RIGHT);
    line.letGo();
    wiring.move(10 * RENEW_MS);

    expect(said('stop')).toBe(2);
    expect(said('move')).toBe(1);
  });

  it('forgets what it held when the line is lost, and keeps nothing for later', () => {
    const { wiring, line, socket } = hand();
    line.push('cam-judge', RIGHT);
    socket.onclose?.();

    expect(line.held.value).toEqual({});
    expect(line.ask({ do: 'recall', camera: 'cam-judge', preset: 'wide' })).toBe(false);
    wiring.move(1500);
    expect(wiring.lines).toHaveLength(2);
    expect(wiring.lines[1]!.sent).toEqual([]);
  });

  it('lets go of a camera that was refused until the finger comes again', () => {
    const { line, socket, said, wiring } = hand();
    line.push('cam-judge', RIGHT);
    socket.onmessage?.({ data: '{"type":"refused","do":"move","camera":"cam-judge","title":"否 · No"}' });
    wiring.move(5 * RENEW_MS);

    expect(said('move')).toBe(1);
    expect(line.held.value).toEqual({});
  });

  it('believes a silent line no more', () => {
    const { line, wiring } = hand();
    wiring.move(4000);

    expect(line.isLinked.value).toBe(false);
  });
});
