import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import './join.css';
import { announce } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { HearingStore } from '../../lib/store';
import { Desk } from '../panel/desk';
import { Join, type Here } from './join';
import { change, codeInAddress, forget, keptTicket, type Ticket } from './ticket';
import { joinWords } from './words';

const root = document.getElementById('page') as HTMLElement;
announce(() => joinWords().title);
showPresses(document);

const code = codeInAddress();
if (code) forget();
let here: Here | null = null;

function enter(ticket: Ticket): void {
  const store = new HearingStore(ticket.hearing);
  store.connect();
  here = { store, desk: new Desk(store), participant: ticket.participant };
  show();
}

function show(): void {
  render(<Join key={here ? 'here' : 'code'} here={here} code={code} onCode={async (given) => enter(await change(given))} />, root);
}

const kept = keptTicket();
if (kept) enter(kept);
else show();
