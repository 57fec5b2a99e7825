import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { steered } from '../src/lib/in-step';
import { Deck } from '../src/player/deck';

const record = { zero_at: 0, spans: [{ since: 0, asked: null, live: 0, until: 10_000 }, { since: 30_000, asked: null, live: 30_000, until: 60_000 }] };

describe('keeping pictures in step', () => {
  it('hurries one that lags, slows one that leads, and leaves one alone that is in step', () => {
    expect(steered(0.005, 1)).toBe(1);
    expect(steered(0.04, 1)).toBeCloseTo(0.94);
    expect(steered(-0.04, 2)).toBeCloseTo(2.12);
    expect(steered(3, 1)).toBeCloseTo(0.9);
  });
});

describe('time without a sound', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('goes by the clock on the wall, at the chosen speed, over a recess and to the end', () => {
    const deck = new Deck(record, 60, () => Date.now());
    deck.toggle();
    vi.advanceTimersByTime(2000);
    expect(deck.at.value).toBeCloseTo(2, 1);
    deck.run(2);
    vi.advanceTimersByTime(2000);
    expect(deck.at.value).toBeCloseTo(6, 1);
    vi.advanceTimersByTime(2500);
    expect(deck.at.value).toBeGreaterThan(30);
    expect(deck.skipped.value?.[1]).toBe(30);
    vi.advanceTimersByTime(20_000);
    expect(deck.playing.value).toBe(false);
    deck.stop();
  });

  it('stands still while paused, and a seek into a recess goes to where the record goes on', () => {
    const deck = new Deck(record, 60, () => Date.now());
    deck.seek(20);
    vi.advanceTimersByTime(5000);
    expect(deck.at.value).toBe(30);
    expect(deck.skipped.value).toEqual([20, 30]);
    deck.stop();
  });
});
