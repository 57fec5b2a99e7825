import { render } from 'preact';
import { useState } from 'preact/hooks';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import './clapper.css';
import { announce } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { Clapper, ComeIn, type Place } from './clapper';
import { clapperWords } from './words';

const code = new URLSearchParams(location.hash.slice(1)).get('code') ?? '';
if (location.hash) history.replaceState(null, '', location.pathname + location.search);
announce(() => clapperWords().title);
showPresses(document);

function Page() {
  const [place, setPlace] = useState<Place | null>(null);
  return place ? <Clapper place={place} /> : <ComeIn code={code} onIn={setPlace} />;
}

render(<Page />, document.getElementById('page') as HTMLElement);
