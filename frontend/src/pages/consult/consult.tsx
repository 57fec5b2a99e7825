import { useEffect, useMemo, useState } from 'preact/hooks';
import { clockTime, dayOf, second } from '../../lib/clock';
import { get, Refused } from '../../lib/http';
import { trackLabel } from '../../lib/track-label';
import { marksInBrowser } from '../../player/marks';
import { Player } from '../../player/player';
import type { Verdict } from '../../player/proof';
import { overHttp } from '../../player/reading';
import { playables, type HearingRecord } from '../../player/record';
import { Icon } from '../../ui/icon';
import { Watermark } from '../../ui/watermark';
import { Entrance } from './entrance';
import { look, room, type Reading } from './reading';
import { consultWords } from './words';
import './consult.css';

const ASK_S = 3;

/** The entrance; after it the record, or the copies of a capsule, until leave ends. */
export function Consult({ code }: { code: string }) {
  const [reading, setReading] = useState<Reading | null>(null);
  const [fault, setFault] = useState<[string, string] | null>(null);
  useEffect(() => void look().then(setReading, () => undefined), []);
  useEffect(() => {
    if (!reading) return undefined;
    const timer = setInterval(() => {
      look().then(setReading, (problem) => {
        if (!(problem instanceof Refused)) return; // the network: what was read stays, what follows fails by itself
        setFault([problem.problem.title, problem.problem.remedy]);
        setReading(null);
      });
    }, ASK_S * 1000);
    return () => clearInterval(timer);
  }, [reading === null]);
  if (!reading) return <Entrance key={fault?.[0] ?? ''} code={code} fault={fault} onOpen={setReading} />;
  return reading.kind === 'capsule' ? <Copies reading={reading} /> : <Record reading={reading} onEnd={setFault} />;
}

/** Who reads, until when, and what may be taken along. */
function Bar({ reading, record }: { reading: Reading; record: HearingRecord | null }) {
  const words = consultWords();
  const sounds = record ? record.takes.flatMap(({ take, tracks }) => tracks.filter((track) => track.kind === 'audio').map((track) => ({ address: `${take}/${track.name}`, label: trackLabel({ name: track.name }, record.people) }))) : [];
  return (
    <header class="reading-bar">
      <p>
        <b>{words.reader(reading.reader)}</b>
        <span>{words.until(`${dayOf(reading.until)} ${clockTime(reading.until)}`)} · {reading.kind === 'capsule' ? words.copies(reading.opened, reading.openings) : words.opened(reading.opened, reading.openings)}</span>
      </p>
      {reading.may_copy_sound && sounds.length > 0 && (
        <details>
          <summary class="key plain"><Icon name="download" />{words.sound}</summary>
          <ul aria-label={words.soundOf}>
            {sounds.map((sound) => <li key={sound.address}><a class="key plain" href={`${room}/sound/${sound.address}`} download>{sound.label}</a></li>)}
          </ul>
        </details>
      )}
      {reading.may_transcribe && <a class="key plain" href={`${room}/text.txt`} download><Icon name="file-text" />{words.text}</a>}
    </header>
  );
}

function Record({ reading, onEnd }: { reading: Reading; onEnd(fault: [string, string]): void }) {
  const words = consultWords();
  const [record, setRecord] = useState<HearingRecord | null>(null);
  const [says, setSays] = useState(words.reading);
  useEffect(() => {
    get<HearingRecord>(`${room}/record/index.json`).then(setRecord, (problem) => {
      if (problem instanceof Refused) onEnd([problem.problem.title, problem.problem.remedy]);
      setSays(problem instanceof Refused ? problem.problem.title : words.unreachable);
    });
  }, []);
  const read = useMemo(() => overHttp(`${room}/record`), []);
  const verify = useMemo(() => (record?.root ? () => get<Verdict>(`${room}/verification`) : undefined), [record]);
  const marks = useMemo(() => marksInBrowser(reading.id), [reading.id]);
  const isThere = record !== null && playables(record).length > 0;
  return (
    <div class="consult">
      <Bar reading={reading} record={record} />
      {isThere ? <Player record={record} read={read} verify={verify} marks={marks} linkTo={citeLink} /> : <main class="blank"><h1>{record ? words.none : says}</h1></main>}
      <Mark reading={reading} />
    </div>
  );
}

/** A moment as judgments cite it; who follows the link needs leave of one's own. */
const citeLink = (citation: string): string => `${location.origin}/cite/${citation.split('/').map(encodeURIComponent).join('/')}`;

/** The mark with the moment, which a screenshot then tells too. */
function Mark({ reading }: { reading: Reading }) {
  return <Watermark text={`${reading.mark} · ${dayOf(second.value)} ${clockTime(second.value)}`} />;
}

function Copies({ reading }: { reading: Reading }) {
  const words = consultWords();
  const isOver = reading.opened >= reading.openings;
  return (
    <div class="consult">
      <Bar reading={reading} record={null} />
      <main class="copies">
        <h1 class="number">{reading.case}</h1>
        <p>{reading.title} · {reading.court}</p>
        <p>{words.capsuleHelp}</p>
        {isOver ? <p class="trouble"><b>{words.copies(reading.opened, reading.openings)}</b></p> : <a class="key primary" href={`${room}/capsule.tar`} download><Icon name="archive" />{words.take}</a>}
        <p>{words.law}</p>
      </main>
    </div>
  );
}
