/** What stands in place of a hearing's page until the hearing is heard of, and the ways on when it is not. */
import type { HearingStore } from '../../lib/store';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { GoOn } from './standby';
import { panelWords } from './words';

export function Waiting({ store }: { store: HearingStore }) {
  const words = panelWords();
  const link = store.link.value;
  return (
    <main class="blank">
      <Icon name={link === 'connecting' ? 'hourglass' : 'wifi-off'} />
      <h1>{link === 'ended' ? words.ended : link === 'lost' ? words.linkLost : words.loading}</h1>
      {store.bye.value && <p>{store.bye.value}</p>}
      <GoOn store={store} />
      {link === 'lost' && <Key look="alert" icon="refresh-cw" label={words.retryNow} onTap={() => store.retry()} />}
    </main>
  );
}
