import { render } from 'preact';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import '../../ui/desk.css';
import { api, get } from '../../lib/http';
import { announce, language, speak } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { signedIn, type Me } from '../../lib/signed-in';
import { Icon } from '../../ui/icon';
import { partWords } from '../../ui/words';
import { Search } from './search';
import { searchWords } from './words';
import './search.css';

interface Room {
  room: string;
  room_name: string;
}

const root = document.getElementById('page') as HTMLElement;
announce(() => searchWords().title);
showPresses(document);

function SearchPage({ me, rooms }: { me: Me; rooms: Room[] }) {
  const words = searchWords();
  return (
    <main class="admin find">
      <header>
        <h1>{words.title}</h1>
        <span>{me.name}</span>
        <a class="key plain" href="./admin">{words.back}</a>
        <button type="button" class="tongue" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
          <Icon name="languages" />
          {partWords().english}
        </button>
      </header>
      {me.rights.includes('read-transcript') ? <Search rooms={rooms} /> : <p class="trouble">{words.notYours}</p>}
    </main>
  );
}

async function start(): Promise<void> {
  const me = await signedIn();
  if (!me) return;
  const rooms = await get<{ rooms: Room[] }>(`${api}/rooms`).then((answer) => answer.rooms, () => []);
  render(<SearchPage me={me} rooms={rooms} />, root);
}

void start();
