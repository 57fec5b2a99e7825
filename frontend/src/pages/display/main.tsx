import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import './display.css';
import { announce } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { Door } from './door';
import { Entrance } from './entrance';
import { InRoom } from './screen';
import { begin, lost, out, told, trueAt } from './told';
import { displayWords } from './words';

const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
if (location.hash) history.replaceState(null, '', location.pathname + location.search);
announce(() => displayWords().title);
showPresses(document);

/** An unattended screen of a courtroom: it asks what it may show, and shows that. */
function Page() {
  useEffect(() => void navigator.wakeLock?.request('screen').catch(() => undefined), []); // some screens have none
  const shown = told.value;
  if (out.value) return <Entrance />;
  if (!shown) return <main class="entrance"><h1>{displayWords().title}</h1><p role="status">{lost.value ? displayWords().unreachable : displayWords().connecting}</p></main>;
  const lostAt = lost.value ? trueAt.value : null;
  return shown.place === 'door' ? <Door told={shown} lostAt={lostAt} /> : <InRoom told={shown} lostAt={lostAt} />;
}

render(<Page />, document.getElementById('page') as HTMLElement);
void begin(code);
