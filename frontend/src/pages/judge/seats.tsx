/** Who sits on this hearing's bench: the presiding judge takes the chair and seats the panel; nobody else is shown the secret file. */
import { useEffect, useState } from 'preact/hooks';
import type { BenchStore, Member } from '../../lib/bench';
import { court } from '../../lib/court-words';
import { get } from '../../lib/http';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { judgeWords } from './words';

const TAKERS = ['clerk', 'judges-assistant'];

/** What stands where the secret file would be, for whoever does not sit. */
export function NoSeat({ bench, stale, sitsAs }: { bench: BenchStore; stale: boolean; sitsAs?: string | undefined }) {
  const words = judgeWords();
  const view = bench.view.value;
  const inert = stale || bench.link.value !== 'live';
  if (!view) {
    return (
      <section class="no-seat" role="status">
        <Icon name={bench.link.value === 'connecting' ? 'hourglass' : 'lock'} />
        <p>{bench.link.value === 'refused' ? bench.why.value : words.noLine}</p>
      </section>
    );
  }
  const leads = sitsAs === undefined || sitsAs === 'presiding-judge' || sitsAs === 'sole-judge';
  return (
    <section class="no-seat">
      <Icon name="lock" />
      {view.chair || !leads ? (
        <>
          <h2>{words.waitSeat}</h2>
          <p>{view.chair ? words.chairOf(view.chair.name) : words.waitSeatText}</p>
        </>
      ) : (
        <>
          <p>{words.takeChairText}</p>
          <Key look="primary" icon="gavel" label={words.takeChair} stale={inert} asked={bench.asked.value['chair']} onTap={() => void bench.ask('chair', 'POST', '/chair')} />
        </>
      )}
    </section>
  );
}

export function Seats({ bench, stale }: { bench: BenchStore; stale: boolean }) {
  const words = judgeWords();
  const [seating, setSeating] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const view = bench.view.value;
  if (!view) return null;
  const inert = stale || bench.link.value !== 'live';
  return (
    <section class="people seats" aria-label={words.seats}>
      <h2 class="head">
        {words.seats}
        <em class="number">{view.seats.length}</em>
      </h2>
      <ul tabIndex={0} aria-label={words.seats}>
        {view.seats.map((one) => (
          <li key={one.principal} class="person here">
            <Icon name={one.principal === view.chair?.principal ? 'gavel' : TAKERS.includes(one.role) ? 'pen-line' : 'scale'} />
            <div class="who">
              <b>{one.name}</b>
              <span>{[court().role[one.role], one.principal === view.chair?.principal ? words.chair : TAKERS.includes(one.role) ? words.minutesTaker : ''].filter(Boolean).join(' · ')}</span>
            </div>
            {view.is_chair && one.principal !== view.me && (
              <Key look="plain" icon="user-x" label={words.unseat} name={`${words.unseat}: ${one.name}`} stale={inert} asked={bench.asked.value[`unseat:${one.principal}`]} onTap={() => void bench.ask(`unseat:${one.principal}`, 'DELETE', `/seats/${one.principal}`)} />
            )}
            {view.is_chair && one.principal === view.me && <Key look="plain" icon="log-out" label={words.giveUp} stale={inert} asked={bench.asked.value['vacate']} onTap={() => setLeaving(true)} />}
          </li>
        ))}
      </ul>
      {view.is_chair && <Key look="plain" icon="user-plus" label={words.seat} stale={inert} onTap={() => setSeating(true)} />}
      {leaving && (
        <Dialog title={words.giveUp} confirm={words.giveUp} look="alert" onConfirm={() => (void bench.ask('vacate', 'POST', '/chair/vacation'), setLeaving(false))} onClose={() => setLeaving(false)}>
          <p>{words.giveUpText}</p>
        </Dialog>
      )}
      {seating && <SeatDialog bench={bench} onClose={() => setSeating(false)} />}
    </section>
  );
}

function SeatDialog({ bench, onClose }: { bench: BenchStore; onClose(): void }) {
  const words = judgeWords();
  const [known, setKnown] = useState<Member[] | null>(null);
  useEffect(() => {
    get<{ people: Member[] }>(`${bench.root}/people`).then(({ people }) => setKnown(people), () => setKnown([]));
  }, [bench]);
  const seated = new Set(bench.view.value?.seats.map((one) => one.principal));
  const free = known?.filter((one) => !seated.has(one.principal)) ?? [];
  return (
    <Dialog title={words.seatTitle} onClose={onClose}>
      {known && free.length === 0 && <p>{words.noCandidates}</p>}
      <div class="candidates" tabIndex={0} role="group" aria-label={words.seatTitle}>
        {free.map((one) => (
          <Key key={one.principal} icon="user-plus" label={one.name} small={court().role[one.role]} asked={bench.asked.value[`seat:${one.principal}`]} onTap={() => void bench.ask(`seat:${one.principal}`, 'POST', '/seats', { principal: one.principal })} />
        ))}
      </div>
    </Dialog>
  );
}
