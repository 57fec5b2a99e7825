import { render, type ComponentChild } from 'preact';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import '../panel/panel.css';
import '../panel/scenes.css';
import '../panel/director.css';
import '../panel/picture.css';
import '../judge/judge.css';
import '../display/display.css';
import '../centre/centre.css';
import { announce, language } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { HearingStore } from '../../lib/store';
import { Desk } from '../panel/desk';
import { EvidenceStart } from '../panel/evidence';
import { Panel, viewNames, type View } from '../panel/panel';
import { Screens } from '../../ui/screens';
import { Films } from '../../ui/film';
import { PagePictures } from '../../ui/showing';
import { CameraLines } from '../panel/picture';
import { deadLine } from './cameras';
import { centres } from './centres';
import { displays } from './displays';
import { BenchLine, BenchStore } from '../../lib/bench';
import { drawCourt } from './drawing';
import { evidenceScenes, evidenceStarts } from './evidence';
import { now } from './fixtures';
import { KeySheet } from './keys';
import { judges } from './judges';
import { drawPage } from './paper';
import { parties } from './parties';
import { scenes } from './states';

const panels = { ...scenes, ...evidenceScenes };
const root = document.getElementById('page') as HTMLElement;
const asked = new URLSearchParams(location.search).get('state');
announce(() => (language.value === 'en' ? 'Gallery of states' : '页面状态一览'));
showPresses(document);

/** The panel in one state, fed by what is written down here instead of a server. Commands still go out as ever. */
function show(name: string): void {
  const display = displays[name] ?? judges[name] ?? centres[name];
  if (display) return drawn(display());
  const party = parties[name];
  if (party) return void party().then(drawn);
  if (name === 'keys') return drawn(<KeySheet />);
  const make = panels[name];
  if (!make) return list();
  const { view, reports, link } = make();
  const store = new HearingStore(view.hearing);
  store.take({ type: 'snapshot', seq: view.seq, view, reports, clock: now });
  store.link.value = link;
  store.ping.value = link === 'live' ? 12 : null;
  store.attempts.value = link === 'lost' ? 3 : 0;
  if (link === 'live') setInterval(() => reports.forEach((report) => store.take({ type: 'report', report })), 2000);
  const panel = <Panel store={store} desk={new Desk(store)} start={startOf(name)} {...(name === 'dimmed' ? { idleMs: 1 } : {})} />;
  drawn(<EvidenceStart.Provider value={evidenceStarts[name]?.() ?? {}}>{panel}</EvidenceStart.Provider>);
}

/** A line to the bench on which nothing is said. */
const silent = (hearing: string): BenchStore => new BenchStore(hearing);

/** Pictures are drawn here instead of coming from a server. */
function drawn(page: ComponentChild): void {
  render(
    <Screens.Provider value={drawCourt}>
      <CameraLines.Provider value={deadLine}>
        <PagePictures.Provider value={drawPage}>
          <Films.Provider value={null}>
            <BenchLine.Provider value={silent}>{page}</BenchLine.Provider>
          </Films.Provider>
        </PagePictures.Provider>
      </CameraLines.Provider>
    </Screens.Provider>,
    root,
  );
}

/** States that are named after a view start in it. */
const startOf = (name: string): View => (name.startsWith('scene') ? 'scenes' : name.startsWith('director') ? 'picture' : (viewNames.find((view) => name.startsWith(view)) ?? 'home'));

function list(): void {
  render(
    <main class="choose">
      <h1>{document.title}</h1>
      <ul>
        {['keys', ...Object.keys({ ...panels, ...displays, ...judges, ...centres, ...parties })].map((name) => (
          <li key={name}>
            <a class="key" href={`?state=${name}&lang=${language.value}`}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </main>,
    root,
  );
}

if (asked) show(asked);
else list();
