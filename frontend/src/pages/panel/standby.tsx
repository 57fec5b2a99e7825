import { dictionary, language } from '../../lib/i18n';
import type { HearingStore } from '../../lib/store';
import { Icon } from '../../ui/icon';

/** Words of the courtroom's own panel, to which a page moves when the server is lost, and back. */
export const standbyWords = dictionary(
  {
    goOn: '到法庭备用控制台继续', goOnSmall: '休庭、静音、闭庭照常', goBack: '返回法院服务器', goBackSmall: '记录已全部交还',
    backTitle: '庭审已交还法院服务器', backText: '服务器恢复，断开期间的记录已完整交还。请返回服务器页面继续。',
  },
  {
    goOn: 'Go on in the courtroom', goOnSmall: 'Recess, mute, close still work', goBack: 'Back to the server', goBackSmall: 'All entries were handed back',
    backTitle: 'The hearing is back at the court’s server', backText: 'The server is there again and has every entry made meanwhile. Go on at its page.',
  },
);

/** The key that leads to where this hearing goes on; nothing where no such place was told. */
export function GoOn({ store }: { store: HearingStore }) {
  const words = standbyWords();
  const url = store.standby.value;
  if (!url || (store.link.value !== 'lost' && store.link.value !== 'ended')) return null;
  const isBack = store.bye.value === 'handed-back';
  return (
    <a class="key alert" href={inOurTongue(url)}>
      <Icon name={isBack ? 'server' : 'chevron-right'} />
      <span>
        {isBack ? words.goBack : words.goOn}
        <small>{isBack ? words.goBackSmall : words.goOnSmall}</small>
      </span>
    </a>
  );
}

function inOurTongue(url: string): string {
  const address = new URL(url, location.href);
  address.searchParams.set('lang', language.value);
  return address.href;
}
