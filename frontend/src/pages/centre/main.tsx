import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import './centre.css';
import { announce } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { signedIn } from '../../lib/signed-in';
import { Centre } from './centre';
import { CentreStore } from './store';
import { centreWords } from './words';

const root = document.getElementById('page') as HTMLElement;
announce(() => centreWords().title);
showPresses(document);

async function start(): Promise<void> {
  const me = await signedIn();
  if (!me) return;
  if (!me.rights.includes('watch-health')) return render(<p class="not-yours" role="alert">{centreWords().notYours}</p>, root);
  const store = new CentreStore();
  store.connect();
  render(<Centre store={store} me={me} />, root);
}

void start();
