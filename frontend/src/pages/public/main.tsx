import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import './public.css';
import { announce, language, speak } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { Icon } from '../../ui/icon';
import { partWords } from '../../ui/words';
import { rows, type Row } from './folder';
import { List } from './list';
import { Watch } from './watch';
import { publicWords } from './words';

const POLL_MS = 5000;
const root = document.getElementById('page') as HTMLElement;
announce(() => publicWords().title);
showPresses(document);

const asked = (): string | null => new URLSearchParams(location.search).get('hearing');

function Public() {
  const words = publicWords();
  const [list, setList] = useState<Row[] | null>(null);
  const [fault, setFault] = useState(false);
  const [chosen, setChosen] = useState(asked);
  const [large, setLarge] = useState(false);
  const [contrast, setContrast] = useState(false);
  useEffect(() => {
    const ask = () => void rows().then((found) => (setList(found), setFault(false)), () => setFault(true));
    ask();
    const timer = setInterval(ask, POLL_MS);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    const back = () => setChosen(asked());
    addEventListener('popstate', back);
    return () => removeEventListener('popstate', back);
  }, []);
  const choose = (id: string | null) => {
    const address = new URL(location.href);
    if (id) address.searchParams.set('hearing', id);
    else address.searchParams.delete('hearing');
    history.pushState(null, '', address);
    setChosen(id);
    scrollTo(0, 0);
  };
  const row = list?.find((one) => one.id === chosen);
  const courts = [...new Set(list?.map((one) => one.court))];
  return (
    <div class={`open-court ${large ? 'large' : ''} ${contrast ? 'contrast' : ''}`}>
      <header class="masthead">
        <span class="mark" aria-hidden="true" lang="zh-CN">法</span>
        <div>
          <b>{courts.length === 1 ? courts[0] : words.title}</b>
          <span>{courts.length === 1 ? words.title : words.subtitle}</span>
        </div>
        <nav aria-label={words.reading}>
          <button type="button" aria-pressed={large} onClick={() => setLarge(!large)}>
            <Icon name="a-large-small" />
            {words.larger}
          </button>
          <button type="button" aria-pressed={contrast} onClick={() => setContrast(!contrast)}>
            <Icon name="contrast" />
            {words.contrast}
          </button>
          <button type="button" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
            <Icon name="languages" />
            {partWords().english}
          </button>
        </nav>
      </header>
      <main>
        {fault && <p class="fault" role="status"><Icon name="wifi-off" />{words.unreachable}</p>}
        {row ? <Watch key={row.id} row={row} onBack={() => choose(null)} /> : <>{chosen && list && <p class="fault" role="status"><Icon name="info" />{words.unknown}</p>}<List list={list} onChoose={choose} /></>}
      </main>
      <footer>{words.about}</footer>
    </div>
  );
}

render(<Public />, root);
