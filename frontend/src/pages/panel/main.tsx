import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import './panel.css';
import './scenes.css';
import './director.css';
import './picture.css';
import { announce } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { signedIn } from '../../lib/signed-in';
import { watchPing } from '../../lib/ping';
import { HearingStore } from '../../lib/store';
import { Choose } from './choose';
import { Desk } from './desk';
import { Panel } from './panel';
import { panelWords } from './words';

const root = document.getElementById('page') as HTMLElement;
announce(() => panelWords().title);
showPresses(document);

async function start(): Promise<void> {
  if (!(await signedIn())) return;
  const hearing = new URLSearchParams(location.search).get('hearing');
  if (!hearing) return render(<Choose />, root);
  const store = new HearingStore(hearing);
  store.connect();
  watchPing(store);
  render(<Panel store={store} desk={new Desk(store)} />, root);
}

void start();
