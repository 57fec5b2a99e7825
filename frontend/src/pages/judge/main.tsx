import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import '../panel/panel.css';
import './judge.css';
import { announce } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { watchPing } from '../../lib/ping';
import { signedIn } from '../../lib/signed-in';
import { HearingStore } from '../../lib/store';
import { Choose } from '../panel/choose';
import { Desk } from '../panel/desk';
import { Judge } from './judge';
import { judgeWords } from './words';

const root = document.getElementById('page') as HTMLElement;
announce(() => judgeWords().title);
showPresses(document);

async function start(): Promise<void> {
  const me = await signedIn();
  if (!me) return;
  const hearing = new URLSearchParams(location.search).get('hearing');
  if (!hearing) return render(<Choose page="./judge.html" />, root);
  const store = new HearingStore(hearing);
  store.connect();
  watchPing(store);
  render(<Judge store={store} desk={new Desk(store)} sitsAs={me.role} />, root);
}

void start();
