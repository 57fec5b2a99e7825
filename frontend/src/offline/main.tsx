import { render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import '../ui/tokens.css';
import '../ui/parts.css';
import { announce } from '../lib/i18n';
import { showPresses } from '../lib/press';
import { askedFor } from '../player/citation';
import { marksInBrowser } from '../player/marks';
import { Player } from '../player/player';
import { fromFolder, type Folder } from '../player/reading';
import { reviewWords } from '../player/review-words';
import { playerWords } from '../player/words';
import { checkFolder } from './checking';
import type { HearingPackage } from './package';
import { ProgramView } from './program-view';
import { offlineWords } from './words';
import './offline.css';

announce(() => playerWords().title);
showPresses(document);

/** The program and the text at once; after the folder was opened, everything. */
function Offline({ hearing }: { hearing: HearingPackage }) {
  const [folder, open] = useState<Folder | null>(null);
  const read = useMemo(() => folder && fromFolder(folder, hearing.media), [folder]);
  const verify = useMemo(() => folder && ((progress: (share: number) => void) => checkFolder(folder, offlineWords(), progress)), [folder]);
  const record = { ...hearing.record, root: hearing.root };
  const marks = useMemo(() => marksInBrowser(hearing.root), []);
  const from = askedFor(record, location.hash);
  const isMissed = from === null && location.hash.includes('cite=');
  if (!read || !verify) return <ProgramView hearing={hearing} from={from} onOpen={open} />;
  return <Player record={record} read={read} verify={verify} mark={hearing.mark} marks={marks} from={from} linkTo={citeLink} {...(isMissed ? { notice: reviewWords().citeMissed } : {})} proven={{ title: offlineWords().filesWhole, help: <ProofHelp /> }} />;
}

/** This page, at the cited moment. */
const citeLink = (citation: string): string => `${location.href.replace(/#.*/, '')}#cite=${encodeURIComponent(citation)}`;

function ProofHelp() {
  const words = offlineWords();
  return (
    <p>
      {words.script} <code>python3 {found?.mark ? 'verify_capsule.py' : 'verify.py'}</code>
    </p>
  );
}

const found = window.COURTROOM_PACKAGE;
const root = document.getElementById('page') as HTMLElement;
root.replaceChildren();
if (found) render(<Offline hearing={found} />, root);
else {
  render(
    <main class="blank">
      <h1>{offlineWords().noIndex}</h1>
      <p>{offlineWords().noIndexHelp}</p>
    </main>,
    root,
  );
}
