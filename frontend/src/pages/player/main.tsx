import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import './player.css';
import { api, get, Refused } from '../../lib/http';
import { announce } from '../../lib/i18n';
import { signedIn } from '../../lib/signed-in';
import type { HearingRecord } from '../../player/record';
import { Player } from './player';
import { playerWords } from './words';

const root = document.getElementById('page') as HTMLElement;
announce(() => playerWords().title);

function say(text: string): void {
  render(<main class="blank"><h1>{text}</h1></main>, root);
}

async function start(): Promise<void> {
  if (!(await signedIn())) return;
  const hearing = new URLSearchParams(location.search).get('hearing');
  if (!hearing) return say(playerWords().choose);
  say(playerWords().loading);
  try {
    const record = await get<HearingRecord>(`${api}/hearings/${hearing}/record/index.json`);
    if (!record.takes.some((take) => take.tracks.length)) return say(playerWords().none);
    render(<Player record={record} />, root);
  } catch (fault) {
    say(fault instanceof Refused ? fault.problem.title : playerWords().none);
  }
}

void start();
