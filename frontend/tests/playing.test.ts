import { describe, expect, it } from 'vitest';
import { now, setClock } from '../src/lib/clock';
import { InStep } from '../src/lib/in-step';
import { face, position, standing } from '../src/lib/playing';

describe('where a film is', () => {
  const film = { duration_ms: 12_000, playback: { playing: true, position_ms: 10_000, at: 500 } };

  it('follows from state and clock, plays until its end and stands there', () => {
    expect([400, 500, 1500, 99_999].map((at) => position(film, at))).toEqual([10_000, 10_000, 11_000, 12_000]);
    expect([1500, 99_999].map((at) => standing(film, at))).toEqual(['playing', 'ended']);
    expect(standing({ ...film, playback: { ...film.playback, playing: false } }, 99_999)).toBe('paused');
    expect(position({ ...film, duration_ms: null }, 99_999)).toBe(109_499);
  });

  it('is written with hours only where there are any', () => {
    expect([face(12_345), face(90_000), face(5_076_000), face(12_000, 5_076_000)]).toEqual(['00:12', '01:30', '1:24:36', '0:00:12']);
  });
});

describe('the clock', () => {
  it('holds to the word that came quickest, until it was set anew', () => {
    setClock(Date.now() + 1000);
    setClock(Date.now() + 700); // on its way for 300 ms
    expect(now() - Date.now()).toBeGreaterThan(990);
    setClock(Date.now() - 60_000);
    expect(now() - Date.now()).toBeLessThan(-59_000);
    setClock(Date.now());
  });
});

describe('a picture in step', () => {
  const made = () => {
    const element = { currentTime: 0, duration: 90, paused: true, seeking: false, readyState: 4, playbackRate: 1, pause: () => void (element.paused = true), play: async () => void (element.paused = false) };
    let wall = 0;
    return { element, step: new InStep(element, () => wall), pass: (ms: number) => void (wall += ms) };
  };

  it('plays, is hurried while it lags a little, and jumps when it lags much', () => {
    const { element, step } = made();
    step.follow(0, true);
    expect([element.paused, element.playbackRate]).toEqual([false, 1]);
    step.follow(0.04, true);
    expect(element.playbackRate).toBeCloseTo(1.06);
    step.follow(30, true);
    expect(element.currentTime).toBe(30);
  });

  it('aims ahead by what the last jump took, and waits there for its moment', () => {
    const { element, step, pass } = made();
    step.follow(10, true);
    pass(800);
    step.follow(10.8, true);
    expect(element.currentTime).toBeCloseTo(11.6);
    pass(100);
    step.follow(10.9, true);
    expect(element.paused).toBe(true);
    step.follow(11.55, true);
    expect(element.paused).toBe(false);
  });

  it('stands exactly where it was paused, and at its end', () => {
    const { element, step } = made();
    step.follow(20, true);
    step.follow(20.7, false);
    expect([element.paused, element.currentTime]).toEqual([true, 20.7]);
    step.follow(91, true);
    expect([element.paused, element.currentTime]).toEqual([true, 90]);
  });

  it('goes back at once when somebody says so, however little', () => {
    const { element, step } = made();
    step.follow(10, true);
    step.follow(10, true);
    step.told();
    step.follow(9.7, true);
    expect(element.currentTime).toBe(9.7);
  });
});
