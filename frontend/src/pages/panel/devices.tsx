import { clockTime } from '../../lib/clock';
import type { HearingStore } from '../../lib/store';
import type { Device } from '../../lib/words';
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
