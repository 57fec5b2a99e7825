/** Each state of the control centre's page that the gallery shows, by name. */
import type { ComponentChild } from 'preact';
import { setClock } from '../../lib/clock';
import type { Me } from '../../lib/signed-in';
import type { LinkState } from '../../lib/socket';
import type { CentreCall, CentreHearing, CentreRoom } from '../../lib/words';
import { Centre } from '../centre/centre';
import { CentreStore } from '../centre/store';
import * as fix from './fixtures';

const bailiff: Me = { principal: 'account:9', account: 'zhao', name: '赵警官', role: 'bailiff', rights: ['watch-health', 'call-bailiffs'], language: 'zh-CN' };
const technician: Me = { ...bailiff, principal: 'account:10', account: 'sun', name: '孙工', role: 'technician', rights: ['watch-health'] };

const hearing = (more: Partial<CentreHearing> = {}): CentreHearing => ({
  hearing: fix.open.hearing, course: 'open', openness: 'public', number: '（2026）示0101刑初128号', opened_at: fix.now - 3_600_000, rec: 'on', writing: 9, mandatory: 9, live: 'on', alarms: 0, ...more,
});
const room = (room: string, room_name: string, more: Partial<CentreRoom> = {}): CentreRoom => ({ room, room_name, is_connected: true, devices: 14, faulty: [], hearing: null, ...more });
const rooms: CentreRoom[] = [
  room('hall-1', '第一法庭', { hearing: hearing() }),
  room('hall-2', '第二法庭', { hearing: hearing({ hearing: 'h-bbbbbbbbbb', openness: 'closed', number: '', live: 'closed', rec: 'partly', writing: 8, alarms: 2 }), faulty: ['旁听席显示器 · Gallery screen'] }),
  room('hall-3', '第三法庭', { hearing: hearing({ hearing: 'h-cccccccccc', course: 'paused', openness: 'undecided', number: '', rec: 'paused', writing: 0, live: 'off' }) }),
  room('hall-4', '第四法庭'),
  room('hall-5', '速裁法庭', { is_connected: false, devices: 0 }),
];

const call = (more: Partial<Omit<CentreCall, 'alarm'>> & { alarm?: Partial<CentreCall['alarm']> } = {}): CentreCall => {
  const { alarm, ...others } = more;
  return {
    room: 'hall-3', room_name: '第三法庭', hearing: 'h-cccccccccc', call: null, told_at: null, stands: true,
    alarm: { seq: 40, at: fix.now - 21_000, who: 'agent:hall-3', source: 'button', place: '被告人席 · Dock', confirmed: [], cleared_at: null, cleared_by: '', cleared_name: '', note: '', ...alarm },
    ...others,
  };
};
const seen = { who: 'account:9', name: '赵警官', at: fix.now - 9000 };
const other = call({ room: 'hall-1', room_name: '第一法庭', hearing: fix.open.hearing, alarm: { seq: 77, at: fix.now - 95_000, source: 'panel', place: '', confirmed: [{ ...seen, who: 'account:11', name: '王队长' }] } });
const unheld = call({ room: 'hall-4', room_name: '第四法庭', hearing: null, call: '6f1c2b1a-9de8-4c77-a1b3-f6d2908e4c5b', told_at: fix.now - 8000, alarm: { seq: 0, at: fix.now - 95_000, place: '法官通道 · Judges’ passage' } });
const past = [
  call({ stands: false, alarm: { seq: 12, at: fix.now - 5_400_000, confirmed: [{ ...seen, at: fix.now - 5_390_000 }], cleared_at: fix.now - 5_200_000, cleared_by: 'account:9', cleared_name: '赵警官', note: '旁听人员喧哗，已带离法庭' } }),
  call({ room: 'hall-2', room_name: '第二法庭', hearing: 'h-bbbbbbbbbb', stands: false, alarm: { seq: 9, at: fix.now - 9_000_000, source: 'page', place: '', confirmed: [{ ...seen, at: fix.now - 8_990_000 }], cleared_at: fix.now - 8_900_000, cleared_by: 'account:2', cleared_name: '刘静', note: '误按' } }),
];

function shown(calls: CentreCall[], { me = bailiff, link = 'live', ago = 0, all = rooms }: { me?: Me; link?: LinkState; ago?: number; all?: CentreRoom[] } = {}): ComponentChild {
  setClock(fix.now - ago);
  const store = new CentreStore();
  store.take({ type: 'snapshot', centre: { rooms: all, calls: [...calls, ...past] }, clock: fix.now - ago });
  setClock(fix.now);
  store.link.value = link;
  return <Centre store={store} me={me} />;
}

export const centres: Record<string, () => ComponentChild> = {
  'centre-quiet': () => shown([]),
  'centre-alarm': () => shown([call()]),
  'centre-confirmed': () => shown([call({ alarm: { confirmed: [seen] } })]),
  'centre-technician': () => shown([call({ alarm: { confirmed: [seen] } })], { me: technician }),
  'centre-two': () => shown([other, call()]),
  'centre-free': () => shown([unheld]),
  'centre-lost': () => shown([call()], { link: 'lost', ago: 42_000 }),
  'centre-empty': () => shown([], { all: [] }),
};
