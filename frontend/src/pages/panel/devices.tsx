import type { ComponentChildren } from 'preact';
import { approval, isBroadcastable, isInCourt } from '../../lib/course';
import { clockTime } from '../../lib/clock';
import type { HearingStore } from '../../lib/store';
import type { Device, HearingState } from '../../lib/words';
import { Icon } from '../../ui/icon';
import { panelWords } from './words';

const marks = { verified: 'circle-check', assumed: 'circle-alert', unknown: 'circle-question-mark' } as const;

/** What each device was asked and what it answered. "Assumed" is never shown as done. */
export function Devices({ store }: { store: HearingStore }) {
  const words = panelWords();
  const reports = store.last('devices');
  const devices = reports.flatMap((report) => report.devices);
  return (
    <section class="devices" aria-label={words.devicesHead}>
      <h2 class="head">
        {words.devicesHead}
        <em>{reports.some((report) => report.simulated) ? words.simulated : ''}</em>
      </h2>
      {devices.length === 0 && <p class="empty">{words.noDevices}</p>}
      <ul tabIndex={0} aria-label={words.devicesHead}>
        {devices.map((device) => (
          <Row key={`${device.name}.${device.property}`} device={device} />
        ))}
      </ul>
    </section>
  );
}

function Row({ device }: { device: Device }) {
  const words = panelWords();
  return (
    <li class={`device ${device.state}`}>
      <Icon name={marks[device.state]} />
      <div class="who">
        <b>
          {device.label || device.name} · {device.property}
        </b>
        <span>
          {words.asked} {shown(device.asked)} · {words.answered} {shown(device.answered)}
          {device.says ? ` · ${device.says}` : ''}
        </span>
      </div>
      <span class="state">
        {words[device.state]}
        <small class="number">{device.at ? clockTime(device.at) : ''}</small>
      </span>
    </li>
  );
}

const shown = (value: Device['asked']): string => (value === null || value === undefined ? '—' : String(value));

interface Check {
  name: string;
  good: boolean;
  says: string;
}

/** What has to be seen to before 宣布开庭. Nothing here stops the opening: the server decides that. */
export function preflight(store: HearingStore, state: HearingState): Check[] {
  const words = panelWords();
  const tracks = store.last('tracks').flatMap((report) => report.tracks).filter((track) => track.mandatory);
  const devices = store.last('devices').flatMap((report) => report.devices);
  const unproven = devices.filter((device) => device.asked !== null && device.state !== 'verified');
  const remote = Object.values(state.participants).filter((person) => person.remote && person.presence !== 'removed');
  const silent = remote.filter((person) => !person.consents.includes('remote-hearing'));
  const away = remote.filter((person) => !isInCourt(person));
  const listening = store.last('recognition').find((report) => report.engine !== 'none');
  const hears = listening !== undefined && listening.engine !== 'none';
  const sick = store.last('health').filter((health) => health.state !== 'pass');
  return [
    { name: 'tracks', good: tracks.length > 0, says: tracks.length ? words.tracksReady(tracks.length) : words.tracksWait },
    { name: 'devices', good: devices.length > 0 && unproven.length === 0, says: devices.length === 0 ? words.noDevices : unproven.length ? words.someNot(unproven.length, devices.length) : words.allVerified(devices.length) },
    { name: 'people', good: away.length === 0, says: remote.length === 0 ? words.noneNeeded : away.length ? words.waitingFor(names(away)) : words.ready },
    { name: 'consents', good: silent.length === 0, says: remote.length === 0 ? words.noneNeeded : silent.length ? words.waitingFor(names(silent)) : words.ready },
    { name: 'release', good: !isBroadcastable(state) || approval(state) === 'approved', says: isBroadcastable(state) ? (words.approvalState[approval(state)] ?? '') : words.noneNeeded },
    { name: 'recognition', good: hears && listening.says === '', says: listening?.says || (hears ? listening.engine : words.notRecognising) },
    { name: 'disk', good: sick.length === 0, says: sick.length ? sick.map((health) => health.says || health.process).join('；') : words.ready },
  ];
}

const names = (list: { name: string }[]): string => list.map((person) => person.name).join(panelWords().comma);

export function Preflight({ store, children }: { store: HearingStore; children?: ComponentChildren }) {
  const words = panelWords();
  const state = store.state;
  if (!state) return null;
  return (
    <section class="preflight" aria-label={words.preflight}>
      <h2 class="head">{words.preflight}</h2>
      <ul>
        {preflight(store, state).map((check) => (
          <li key={check.name} class={check.good ? 'good' : 'open'}>
            <Icon name={check.good ? 'circle-check' : 'triangle-alert'} />
            <div>
              <b>{words.check[check.name]}</b>
              <span>{check.says}</span>
            </div>
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
