import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import '../../ui/desk.css';
import { api, post } from '../../lib/http';
import { announce } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { SignIn } from './sign-in';
import { signInWords } from './words';

const root = document.getElementById('page') as HTMLElement;
announce(() => signInWords().title);
showPresses(document);

const address = new URLSearchParams(location.hash.slice(1));

const onBench = ['presiding-judge', 'sole-judge', 'judge', 'peoples-assessor'];

/** Whose day it is to watch every courtroom. */
const watching = ['bailiff', 'technician'];

/** Where to go afterwards: only to a page of our own. */
function onwards(role: string): void {
  const next = (address.get('next') ?? new URLSearchParams(location.search).get('next') ?? '').replace(/^\//, '');
  const own = /^[a-z-]+(\.html)?(\?[\w=&%.-]*)?$/.test(next);
  location.assign(own ? `./${next}` : role === 'administrator' ? './admin' : onBench.includes(role) ? './judge' : watching.includes(role) ? './centre' : './panel');
}

async function start(): Promise<void> {
  const ticket = address.get('ticket');
  const setUp = address.get('setup');
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  let fault: [string, string] | null = null;
  if (ticket) {
    const me = await post<{ role: string }>(`${api}/tickets/redeem`, { ticket }).catch(() => null);
    if (me) return onwards(me.role);
    fault = [signInWords().spent, signInWords().spentHelp];
  }
  render(<SignIn setUp={setUp} fault={fault} onIn={onwards} />, root);
}

void start();
