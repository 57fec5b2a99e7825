/** What people sign when the hearing is over: the spoken code of its closing root, and the QR code for the sheet. */
import { useState } from 'preact/hooks';
import { api } from '../../lib/http';
import type { HearingStore } from '../../lib/store';
import { SpokenCode } from '../../ui/spoken-code';
import { panelWords } from './words';

export function ClosingCode({ store }: { store: HearingStore }) {
  const words = panelWords();
  const closing = store.state?.closing;
  return (
    <section class="closing-code" aria-label={words.closingHead}>
      <h2 class="head">{words.closingHead}</h2>
      {closing ? (
        <>
          {store.state?.course !== 'archived' && <p class="hint">{words.closingText}</p>}
          <div class="sheet">
            <SpokenCode code={closing.code} />
            <Qr key={closing.root} address={`${api}/hearings/${store.hearing}/closing.svg?root=${closing.root}`} label={words.closingQr} />
          </div>
          {closing.behind.length > 0 && <p class="hint behind">{words.closingBehind(closing.behind.join(words.comma))}</p>}
        </>
      ) : (
        <p class="hint" role="status">
          {words.closingWaits}
        </p>
      )}
    </section>
  );
}

function Qr({ address, label }: { address: string; label: string }) {
  const [isMissing, miss] = useState(false);
  if (isMissing) return null;
  return <img src={address} alt={label} width={96} height={96} onError={() => miss(true)} />;
}
