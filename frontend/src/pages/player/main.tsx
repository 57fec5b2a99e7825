import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import { api, get, Refused } from '../../lib/http';
import { announce } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { signedIn } from '../../lib/signed-in';
import { Player } from '../../player/player';
import { askedFor } from '../../player/citation';
import type { ClipAddress } from '../../player/clip-dialog';
import { marksOnPanel } from '../../player/marks';
import { overHttp } from '../../player/reading';
import { takeAt, type HearingRecord } from '../../player/record';
import type { Verdict } from '../../player/proof';
import { playerWords } from '../../player/words';
import { Key } from '../../ui/key';
import { partWords } from '../../ui/words';

const root = document.getElementById('page') as HTMLElement;
announce(() => playerWords().title);
showPresses(document);

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

/** ``/cite/案号/庭次/时间`` of this panel. */
const citeLink = (citation: string): string => `${location.origin}/cite/${citation.split('/').map(encodeURIComponent).join('/')}`;

/** Find the hearing that a citation means, and play it from there. */
async function follow(citation: string): Promise<void> {
  if (!(await signedIn())) return;
  try {
    const found = await get<{ hearing: string; position: number }>(`${api}/citations/${citation.split('/').map(encodeURIComponent).join('/')}`);
    history.replaceState(null, '', `${location.pathname}?hearing=${found.hearing}#t=${found.position}`);
    return start();
  } catch (fault) {
    const refused = fault instanceof Refused ? fault.problem : null;
    render(<Blank title={refused?.title ?? playerWords().unreachable} help={[refused?.detail, refused?.remedy].filter(Boolean).join(' · ') || playerWords().unreachableHelp} again={() => void start()} />, root);
  }
}

async function start(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const cited = query.get('cite');
  if (cited) return follow(cited);
  const hearing = query.get('hearing');
  const base = `${api}/hearings/${encodeURIComponent(hearing ?? '')}`;
  const asked = hearing && !location.hash.includes('ticket=') ? get<HearingRecord>(`${base}/record/index.json`) : null;
  asked?.catch(() => undefined); // who is not signed in is sent away below
  const me = await signedIn();
  if (!me) return;
  if (!hearing) return render(<Blank title={playerWords().choose} />, root);
  render(<Blank title={playerWords().loading} />, root);
  try {
    const record = await (asked ?? get<HearingRecord>(`${base}/record/index.json?signed-in`)); // another address than what was fetched ahead
    if (!record.takes.some((take) => take.tracks.some((track) => track.files.length))) return render(<Blank title={playerWords().none} help={playerWords().noneHelp} />, root);
    const verify = () => get<Verdict>(`${base}/verification`);
    const clip: ClipAddress = ({ track, since, until }) => {
      const take = takeAt(record, track.name, since) ?? takeAt(record, track.name, until);
      return take && `${base}/clip?${new URLSearchParams({ take, track: track.name, since: String(Math.round(since * 1e9)), until: String(Math.round(until * 1e9)) })}`;
    };
    const from = askedFor(record, location.hash);
    render(
      <Player record={record} read={overHttp(`${base}/record`)} verify={record.root ? verify : undefined} marks={marksOnPanel(hearing)} from={from} linkTo={citeLink} clip={record.root && me.rights.includes('grant-reading') ? clip : undefined} searchPage="./search" />,
      root,
    );
  } catch (fault) {
    const refused = fault instanceof Refused ? fault.problem : null;
    render(<Blank title={refused?.title ?? playerWords().unreachable} help={refused?.remedy ?? playerWords().unreachableHelp} again={() => void start()} />, root);
  }
}

void start();
