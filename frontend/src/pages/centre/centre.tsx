/** The control centre (集控中心): every courtroom at once, and above all what calls for the bailiffs. */
import { useEffect, useState } from 'preact/hooks';
import { clockTime, second, span } from '../../lib/clock';
import { language, speak } from '../../lib/i18n';
import { bind } from '../../lib/keyboard';
import type { Me } from '../../lib/signed-in';
import type { CentreCall } from '../../lib/words';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-names';
import { Key } from '../../ui/key';
import { sound } from '../../ui/siren';
import { Toasts } from '../../ui/toast';
import { partWords } from '../../ui/words';
import { Call, Past } from './calls';
import { Room } from './rooms';
import { keyOf, type CentreStore } from './store';
import { centreWords } from './words';

const TRY_MS = 1200;

export function Centre({ store, me }: { store: CentreStore; me: Me }) {
  const words = centreWords();
  const view = store.view.value;
  const stale = store.link.value !== 'live' && store.link.value !== 'late';
  const standing = (view?.calls ?? []).filter((call) => call.stands);
  const unseen = standing.some((call) => call.alarm.confirmed.length === 0);
  useEffect(() => (unseen && !stale ? sound() : undefined), [unseen, stale]);
  useEffect(() => bind(() => ({ F8: () => press('.call:first-child .alert'), F9: () => press('.call:first-child .key:not(.alert)') })), []);
  return (
    <main class={stale ? 'centre stale' : 'centre'}>
      <Head store={store} me={me} />
      {stale && view && <Lost store={store} />}
      <div class="calls" role="alert" aria-label={words.standing}>
        {standing.map((call, index) => <Call key={keyOf(call)} call={call} first={index === 0} store={store} me={me} stale={stale} />)}
      </div>
      <div class="house">
        <section>
          <h2>{words.rooms}</h2>
          {view?.rooms.length === 0 && <p class="empty">{words.noRooms}</p>}
          <ul class="rooms">{view?.rooms.map((room) => <Room key={room.room} room={room} called={callsIn(standing, room.room)} stale={stale} />)}</ul>
        </section>
        <Past calls={(view?.calls ?? []).filter((call) => !call.stands)} />
      </div>
      <Toasts />
    </main>
  );
}

/** Where the topmost call's key is, it is tapped. */
const press = (key: string): void => document.querySelector<HTMLElement>(key)?.click();

const callsIn = (calls: CentreCall[], room: string): number => calls.filter((call) => call.room === room).length;

function Head({ store, me }: { store: CentreStore; me: Me }) {
  const words = centreWords();
  const rooms = store.view.value?.rooms ?? [];
  return (
    <header>
      <h1>{words.title}</h1>
      <span>{words.inSession(rooms.filter((room) => room.hearing).length, rooms.length)}</span>
      <span class="me">{me.name}</span>
      <Link store={store} />
      <SoundKey />
      <a class="key plain" href="./admin">{words.back}</a>
      <button type="button" class="key plain" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
        <Icon name="languages" />
        {partWords().english}
      </button>
      <time class="number">{clockTime(second.value)}</time>
    </header>
  );
}

function Link({ store }: { store: CentreStore }) {
  const words = centreWords();
  const told: Record<typeof store.link.value, [string, IconName]> = {
    live: [words.linkGood, 'shield-check'], late: [words.linkLate, 'wifi'], lost: [words.linkLost, 'wifi-off'], ended: [words.ended, 'log-out'], connecting: [words.connecting, 'wifi'],
  };
  const [word, icon] = told[store.link.value];
  return <span class={`link ${store.link.value}`} role="status"><Icon name={icon} />{word}</span>;
}

/** A browser gives no sound before the first touch: say so, until there was one. */
function SoundKey() {
  const words = centreWords();
  const [awake, wake] = useState(navigator.userActivation?.hasBeenActive ?? false);
  useEffect(() => {
    const touched = () => wake(true);
    addEventListener('pointerdown', touched);
    addEventListener('keydown', touched);
    return () => {
      removeEventListener('pointerdown', touched);
      removeEventListener('keydown', touched);
    };
  }, []);
  const hear = () => void setTimeout(sound(), TRY_MS);
  return <Key look={awake ? 'plain' : 'plain alert'} icon={awake ? 'volume-2' : 'volume-x'} label={awake ? words.soundOn : words.sound} onTap={hear} />;
}

function Lost({ store }: { store: CentreStore }) {
  const words = centreWords();
  return (
    <div class="gone" role="alert">
      <Icon name="wifi-off" />
      <div>
        <b>{words.lostTitle}</b>
        <span class="number">{words.lostSince(clockTime(store.trueAt.value))} · {span(second.value - store.trueAt.value)}</span>
      </div>
    </div>
  );
}
