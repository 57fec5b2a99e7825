import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import '../../ui/tokens.css';
import '../../ui/parts.css';
import '../../ui/desk.css';
import { api, get, post } from '../../lib/http';
import { announce, language, speak } from '../../lib/i18n';
import { showPresses } from '../../lib/press';
import { signedIn, type Me } from '../../lib/signed-in';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { Toasts } from '../../ui/toast';
import { partWords } from '../../ui/words';
import { Accounts } from './accounts';
import { HandIns } from './handins';
import { Hearings } from './hearings';
import { attempt, Made } from './made';
import { OwedByUnits } from './owed';
import { Removals } from './removals';
import { Rooms, type Room } from './rooms';
import { adminWords } from './words';

const root = document.getElementById('page') as HTMLElement;
announce(() => adminWords().title);
showPresses(document);

function Admin({ me }: { me: Me }) {
  const words = adminWords();
  const [rooms, setRooms] = useState<Room[]>([]);
  const administers = me.role === 'administrator';
  const look = () => void attempt(async () => setRooms((await get<{ rooms: Room[] }>(`${api}/rooms`)).rooms));
  const isRehearsing = rooms.some((room) => room.reports.some((report) => report.type === 'rehearsal' && report.running));
  useEffect(look, []);
  useEffect(() => {
    if (!isRehearsing) return undefined;
    const looking = setInterval(look, 3000);
    return () => clearInterval(looking);
  }, [isRehearsing]);
  const leave = () => void post(`${api}/sign-out`).finally(() => location.assign('./sign-in'));
  return (
    <main class="admin">
      <header>
        <h1>{words.title}</h1>
        <span>{me.name}</span>
        {me.rights.includes('watch-health') && <a class="key plain" href="./centre"><Icon name="siren" /><span>{words.centre}</span></a>}
        {me.rights.includes('read-transcript') && <a class="key plain" href="./search"><Icon name="search" /><span>{words.search}</span></a>}
        <button type="button" class="tongue" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
          <Icon name="languages" />
          {partWords().english}
        </button>
        <Key look="plain" icon="log-out" label={words.signOut} onTap={leave} />
      </header>
      {!administers && <p>{words.notYours}</p>}
      <Hearings rooms={rooms} administers={administers} runs={me.rights.includes('run-course')} reads={me.rights.includes('read-transcript')} grants={me.rights.includes('grant-reading')} />
      <Rooms rooms={rooms} administers={administers} fits={administers || me.role === 'technician'} onChange={look} />
      {administers && <Removals />}
      {administers && <OwedByUnits />}
      {administers && <HandIns />}
      {administers && <Accounts />}
      <Made />
      <Toasts />
    </main>
  );
}

void signedIn().then((me) => me && render(<Admin me={me} />, root));
