import type { Line, Wiring } from '../src/lib/socket';

/** A network that is moved by hand: lines that remember what was said, and a clock. */
export function fakeWiring(): Wiring & { lines: (Line & { sent: string[] })[]; move(ms: number): void } {
  let now = 0;
  let due: { at: number; act: () => void }[] = [];
  const lines: (Line & { sent: string[] })[] = [];
  return {
    lines,
    dial() {
      const sent: string[] = [];
      const line = { sent, send: (text: string) => void sent.push(text), close: () => undefined, onopen: null, onmessage: null, onclose: null };
      lines.push(line);
      return line;
    },
    now: () => now,
    after(ms, act) {
      const entry = { at: now + ms, act };
      due.push(entry);
      return () => (due = due.filter((other) => other !== entry));
    },
    move(ms) {
      const end = now + ms;
      for (;;) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        due = due.filter((other) => other !== next);
        now = next.at;
        next.act();
      }
      now = end;
    },
  };
}
