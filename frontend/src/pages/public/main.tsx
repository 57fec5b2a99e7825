import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import './public.css';
import { now, shortTime } from '../../lib/clock';
import { court } from '../../lib/court-words';
import { announce, language, speak } from '../../lib/i18n';
import { Icon } from '../../ui/icon';
import { partWords } from '../../ui/words';
import { rows, type Row } from './folder';
import { Watch } from './watch';
import { publicWords } from './words';

const root = document.getElementById('page') as HTMLElement;
announce(() => publicWords().title);

function Public() {
  const words = publicWords();
  const [list, setList] = useState<Row[] | null>(null);
  const [fault, setFault] = useState(false);
  const [chosen, choose] = useState<string | null>(new URLSearchParams(location.search).get('hearing'));
  const [large, setLarge] = useState(false);
  const [contrast, setContrast] = useState(false);
  useEffect(() => {
    const ask = () => void rows().then((found) => (setList(found), setFault(false)), () => setFault(true));
    ask();
    const timer = setInterval(ask, 5000);
    return () => clearInterval(timer);
  }, []);
  const row = list?.find((one) => one.id === chosen);
  return (
    <div class={`open-court ${large ? 'large' : ''} ${contrast ? 'contrast' : ''}`}>
      <header class="masthead">
        <div>
          <b>{words.title}</b>
          <span>{words.subtitle}</span>
        </div>
        <nav>
          <button type="button" aria-pressed={large} onClick={() => setLarge(!large)}>{words.larger}</button>
          <button type="button" aria-pressed={contrast} onClick={() => setContrast(!contrast)}>{words.contrast}</button>
          <button type="button" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
            <Icon name="languages" />
            {partWords().english}
          </button>
        </nav>
      </header>
      <main>
        {fault && <p role="status">{words.unreachable}</p>}
        {row ? <Watch key={row.id} row={row} onBack={() => choose(null)} /> : <List list={list} onChoose={choose} />}
      </main>
      <footer>{words.rules}</footer>
    </div>
  );
}

function List({ list, onChoose }: { list: Row[] | null; onChoose(id: string): void }) {
  const words = publicWords();
  return (
    <section aria-labelledby="list">
      <h1 id="list">{words.today}</h1>
      {list === null && <p>{words.loading}</p>}
      {list?.length === 0 && <p>{words.none}</p>}
      <ul class="hearings">
        {[...(list ?? [])].sort(nearest).map((row) => (
          <li key={row.id}>
            <button type="button" onClick={() => onChoose(row.id)}>
              <span class={`status ${row.status}`}>{words.status[row.status]}</span>
              <span class="what">
                <b>{row.title}</b>
                <span class="number">
                  {row.number} · {court().procedure[row.procedure]} · {row.court} · {row.room} · {words.planned(shortTime(row.planned_at))}
                </span>
              </span>
              <Icon name="chevron-right" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is on first, then what is nearest to now. */
const nearest = (a: Row, b: Row): number => Number(b.status === 'live') - Number(a.status === 'live') || Math.abs(a.planned_at - now()) - Math.abs(b.planned_at - now());

render(<Public />, root);
