import { expect, it } from 'vitest';
import { bailiffAlarm } from '../src/lib/bailiff';
import { apply, topicOf } from '../src/lib/fold';
import { event, open } from '../src/pages/gallery/fixtures';

it('a call for the bailiffs stands until it is cleared, with everybody who has seen it', () => {
  const raised = event('bailiff-alarm-raised', { source: 'button', place: '被告人席' });
  const called = apply(open, raised);
  expect(bailiffAlarm(called)).toMatchObject({ source: 'button', place: '被告人席', confirmed: [] });
  const seen = apply(called, event('bailiff-alarm-confirmed', { name: '赵警官', seq: called.seq + 1 }));
  expect(bailiffAlarm(seen)?.confirmed.map(({ name }) => name)).toEqual(['赵警官']);
  const over = apply(seen, event('bailiff-alarm-cleared', { name: '刘静', note: '已带离', seq: seen.seq + 1 }));
  expect(bailiffAlarm(over)).toBeNull();
  expect(over.bailiff_alarms[0]).toMatchObject({ cleared_name: '刘静', note: '已带离' });
  expect(over.touched).toEqual(open.touched);
  expect(topicOf(raised)).toBeNull();
});
