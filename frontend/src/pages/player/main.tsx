import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import { api, get, Refused } from '../../lib/http';
import { announce } from '../../lib/i18n';
import { signedIn } from '../../lib/signed-in';
import { Player } from '../../player/player';
import { overHttp } from '../../player/reading';
import type { HearingRecord } from '../../player/record';
import type { Verdict } from '../../player/proof';
import { playerWords } from '../../player/words';
import { Key } from '../../ui/key';
import { partWords } from '../../ui/words';

const root = document.getElementById('page') as HTMLElement;
announce(() => playerWords().title);

/** Words alone, where there is nothing to play. */
function Blank({ title, help, again }: { title: string; help?: string; again?: () => void }) {
  return (
    <main class="blank">
      <h1>{title}</h1>
      {help && <p>{help}</p>}
      {again && <Key look="plain" icon="refresh-cw" label={partWords().retry} onTap={again} />}
    </main>
  );
}

async function start(): Promise<void> {
  const hearing = new URLSearchParams(location.search).get('hearing');
  const base = `${api}/hearings/${encodeURIComponent(hearing ?? '')}`;
  const asked = hearing && !location.hash.includes('ticket=') ? get<HearingRecord>(`${base}/record/index.json`) : null;
  asked?.catch(() => undefined); // who is not signed in is sent away below
  if (!(await signedIn())) return;
  if (!hearing) return render(<Blank title={playerWords().choose} />, root);
  render(<Blank title={playerWords().loading} />, root);
  try {
    const record = await (asked ?? get<HearingRecord>(`${base}/record/index.json`));
    if (!record.takes.some((take) => take.tracks.some((track) => track.files.length))) return render(<Blank title={playerWords().none} help={playerWords().noneHelp} />, root);
    const verify = () => get<Verdict>(`${base}/verification`);
    render(<Player record={record} read={overHttp(`${base}/record`)} verify={record.root ? verify : undefined} />, root);
  } catch (fault) {
    const refused = fault instanceof Refused ? fault.problem : null;
    render(<Blank title={refused?.title ?? playerWords().unreachable} help={refused?.remedy ?? playerWords().unreachableHelp} again={() => void start()} />, root);
  }
}

void start();
