import { useEffect, useRef, useState } from 'preact/hooks';
import { api, get, post, Refused } from '../../lib/http';
import { language, speak } from '../../lib/i18n';
import type { Me } from '../../lib/signed-in';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { partWords } from '../../ui/words';
import { Clapping, type Clapped } from './clapping';
import { PanelClock } from './clock';
import { clapperWords } from './words';

export interface Place {
  token: string;
  room: string;
  room_name: string;
}

interface Pulse {
  clock: number;
  claps: number[];
}

const PULSE_MS = 500;
const SOON_MS = 600;

/** Which room this display claps for: by a code, or chosen by a person who is signed in. */
export function ComeIn({ code, onIn }: { code: string; onIn(place: Place): void }) {
  const words = clapperWords();
  const [fault, setFault] = useState('');
  const [rooms, setRooms] = useState<{ room: string; room_name: string }[]>([]);
  const open = (body: object) =>
    post<Place>(`${api}/clapper/open`, body)
      .then(onIn)
      .catch((why: unknown) => setFault(why instanceof Refused ? [why.problem.title, why.problem.remedy].join(' ') : words.lost));
  useEffect(() => {
    if (code) void open({ code });
    void get<Me>(`${api}/me`)
      .then(async (me) => me.rights.includes('watch-health') && setRooms((await get<{ rooms: Place[] }>(`${api}/rooms`)).rooms))
      .catch(() => undefined); // nobody is signed in here
  }, []);
  return (
    <main class="clapper">
      <Tongue />
      <h1>{words.title}</h1>
      <p>{words.lead}</p>
      <form onSubmit={(event) => (event.preventDefault(), void open({ code: String(new FormData(event.currentTarget).get('code') ?? '') }))}>
        <label class="field">
          {words.code}
          <input name="code" class="number" required inputMode="numeric" autocomplete="off" pattern="[0-9]{6}" maxLength={6} />
        </label>
        <small>{words.codeHelp}</small>
        <button type="submit" class="key plain primary">{words.comeIn}</button>
      </form>
      {fault && <p class="warned" role="alert">{fault}</p>}
      {rooms.length > 0 && <p>{words.rooms}</p>}
      <div class="keys">
        {rooms.map((one) => (
          <Key key={one.room} look="plain" label={one.room_name} onTap={() => void open({ room: one.room })} />
        ))}
      </div>
    </main>
  );
}

/** The clapper of one room: waits until the room rehearses, then flashes and beeps. */
export function Clapper({ place }: { place: Place }) {
  const words = clapperWords();
  const canvas = useRef<HTMLCanvasElement>(null);
  const clapping = useRef<Clapping | null>(null);
  const clapped = useRef<Clapped | null>(null);
  const [armed, setArmed] = useState(false);
  const [busy, setBusy] = useState(false);
  const [told, tell] = useState<Clapped | null>(null);
  const [lost, setLost] = useState(false);
  useEffect(() => pulsing(place.token, () => clapping.current, clapped, setBusy, setLost), [place.token]);
  const arm = async () => {
    const context = new AudioContext({ latencyHint: 'interactive' });
    await context.resume();
    clapping.current = new Clapping(context, canvas.current!, (said) => {
      clapped.current = said;
      tell(said);
      setBusy(false);
    });
    setArmed(true);
    await navigator.wakeLock?.request('screen').catch(() => undefined); // some displays have none
  };
  const test = () => (setBusy(true), clapping.current?.ask([performance.now() + SOON_MS]));
  return (
    <main class="clapper">
      <canvas ref={canvas} width={64} height={36} class={busy ? '' : 'rests'} aria-hidden="true" />
      <Tongue />
      <h1>{armed ? words.ready : words.title} · {place.room_name}</h1>
      {armed ? <p>{words.readyText}</p> : <p>{words.armText}</p>}
      {armed ? <Key look="plain" icon="volume-2" label={words.test} onTap={test} /> : <Key look="plain primary hero" icon="play" label={words.arm} onTap={() => void arm()} />}
      {told && <p class="number" role="status">{words.done(told.claps, signed(told.own_ms), String(told.uncertainty_ms))}</p>}
      {lost && <p class="warned" role="alert">{words.lost}</p>}
      <p><small>{words.note}</small></p>
    </main>
  );
}

const signed = (ms: number): string => (ms >= 0 ? `+${ms}` : String(ms));

function Tongue() {
  return (
    <button type="button" class="tongue" lang={language.value === 'zh' ? 'en' : 'zh-CN'} onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}>
      <Icon name="languages" />
      {partWords().english}
    </button>
  );
}

/** Ask twice a second when to clap, and say how the last claps came out; returns how to stop. */
function pulsing(token: string, clapping: () => Clapping | null, clapped: { current: Clapped | null }, onBusy: (busy: boolean) => void, onLost: (lost: boolean) => void): () => void {
  const clock = new PanelClock();
  let cued = '';
  const pulse = async () => {
    const sent = performance.now();
    const said = clapped.current;
    try {
      const told = await post<Pulse>(`${api}/clapper/pulse`, { token, armed: clapping()?.context.state === 'running', clapped: said });
      clock.hear(sent, told.clock, performance.now());
      if (clapped.current === said) clapped.current = null; // it is known now
      onLost(false);
      const moments = told.claps.map((at) => clock.own(at) ?? 0);
      const cue = told.claps.join();
      if (cue !== cued && moments.length > 0 && moments[0]! > performance.now()) {
        cued = cue;
        onBusy(true);
        clapping()?.ask(moments);
      }
    } catch {
      onLost(true);
    }
  };
  const asking = setInterval(() => void pulse(), PULSE_MS);
  return () => clearInterval(asking);
}
