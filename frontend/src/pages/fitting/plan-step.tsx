import { useEffect, useState } from 'preact/hooks';
import { clockTime, dayOf } from '../../lib/clock';
import { get, post } from '../../lib/http';
import { language } from '../../lib/i18n';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import { attempt } from '../admin/made';
import { Board, keyOf, shifted } from './board';
import { Drafted, type Draft } from './drafted';
import type { Fitting, Item } from './fitting';
import { begun, changed, freeSpot, put, redone, sized, step, taken, thingOf, turn, undone, type FloorPlan, type History, type PlacedKind } from './plan';
import { fittingWords } from './words';

interface Version { version: number; at: number; who: string }

/** Third step: where everything stands, and the room file that says so. */
export function Plan({ fitting, onUnsaved }: { fitting: Fitting; onUnsaved(unsaved: boolean): void }) {
  const words = fittingWords();
  const known = fitting.state.value;
  const [history, setHistory] = useState<History>(() => begun(known?.plan.plan ?? { floor: { width: 12, depth: 9 }, things: [] }));
  const [dragging, setDragging] = useState<FloorPlan | null>(null);
  const [version, setVersion] = useState(known?.plan.version ?? 0);
  const [savedPlan, setSavedPlan] = useState(history.now);
  const [versions, setVersions] = useState<Version[]>([]);
  const [chosen, setChosen] = useState('');
  const [draft, setDraft] = useState<Draft | null>(null);
  const items = (known?.described?.items ?? []).filter((one) => one.kind !== 'loudspeaker');
  const unsaved = history.now !== savedPlan;
  useEffect(() => onUnsaved(unsaved), [unsaved]);
  const list = () => attempt(async () => setVersions((await get<{ versions: Version[] }>(`${fitting.base}/plans`)).versions));
  useEffect(() => void list(), []);
  const go = (plan: FloorPlan) => setHistory(changed(history, plan));
  const change = (plan: FloorPlan, isLast: boolean) => {
    setDragging(isLast ? null : plan);
    if (isLast) go(plan);
  };
  const save = () =>
    attempt(async () => {
      const answer = await post<{ version: number }>(`${fitting.base}/plans`, { plan: history.now, upon: version });
      setVersion(answer.version);
      setSavedPlan(history.now);
      await list();
      await fitting.look();
    });
  const restore = (from: number) => attempt(async () => go((await get<{ plan: FloorPlan }>(`${fitting.base}/plans/${from}`)).plan));
  const make = () => attempt(async () => setDraft(await post<Draft>(`${fitting.base}/draft`, { plan: history.now })));
  const missing = items.filter((one) => !thingOf(history.now, one.kind, one.name));
  return (
    <>
      <p>{words.planHelp}</p>
      <div class="keys">
        <Key look="plain" icon="undo-2" label={words.undoKey} locked={history.past.length ? undefined : words.nothingToUndo} onTap={() => setHistory(undone(history))} />
        <Key look="plain" icon="redo-2" label={words.redoKey} locked={history.future.length ? undefined : words.nothingToRedo} onTap={() => setHistory(redone(history))} />
        <Key look="plain primary" icon="save" label={words.save} onTap={() => void save()} />
        <span role="status">{unsaved ? words.unsaved : version ? words.saved(version) : words.fromFile}</span>
        <Size plan={history.now} onChange={go} />
      </div>
      <div class="planning">
        <Board plan={dragging ?? history.now} items={items} chosen={chosen} onChoose={setChosen} onChange={change} />
        <div class="beside">
          <Chosen plan={history.now} items={items} chosen={chosen} onChange={go} />
          <h3>{words.notPlaced}</h3>
          {missing.length === 0 && <p class="empty">{words.allPlaced}</p>}
          <div class="keys">
            {missing.map((one) => (
              <Key key={keyOf(one.kind, one.name)} look="plain" icon="plus" label={one.label[language.value]} small={words.kind[one.kind]}
                onTap={() => (setChosen(keyOf(one.kind, one.name)), go(put(history.now, one.kind as PlacedKind, one.name, freeSpot(history.now))))} />
            ))}
          </div>
        </div>
      </div>
      <div class="keys">
        <Key look="plain" icon="file-text" label={words.draft} locked={known?.described ? undefined : words.away} onTap={() => void make()} />
        <span>{words.draftHelp}</span>
      </div>
      {draft && <Drafted draft={draft} room={fitting.room} />}
      {versions.length > 0 && (
        <details>
          <summary><Icon name="clock" /> {words.versions}</summary>
          <ul class="rows">
            {versions.map((one) => (
              <li key={one.version}>
                <div>{words.saved(one.version)}<small>{dayOf(one.at)} {clockTime(one.at)} · {one.who}</small></div>
                <Key look="plain" icon="undo-2" label={words.restore(one.version)} onTap={() => void restore(one.version)} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Size({ plan, onChange }: { plan: FloorPlan; onChange(plan: FloorPlan): void }) {
  const words = fittingWords();
  const set = (part: 'width' | 'depth') => (event: Event) => {
    const field = event.currentTarget as HTMLInputElement;
    if (field.checkValidity()) onChange(sized(plan, { ...plan.floor, [part]: Number(field.value) }));
  };
  return (
    <>
      <label class="field small">{words.width}<input type="number" min="2" max="60" step="0.5" value={plan.floor.width} onChange={set('width')} /></label>
      <label class="field small">{words.depth}<input type="number" min="2" max="60" step="0.5" value={plan.floor.depth} onChange={set('depth')} /></label>
    </>
  );
}

/** What is chosen on the plan, and the buttons that do what dragging does. */
function Chosen({ plan, items, chosen, onChange }: { plan: FloorPlan; items: Item[]; chosen: string; onChange(plan: FloorPlan): void }) {
  const words = fittingWords();
  const thing = plan.things.find((one) => keyOf(one.kind, one.name) === chosen);
  if (!thing) return <p class="empty">{words.nothingSelected}</p>;
  const label = items.find((one) => one.kind === thing.kind && one.name === thing.name)?.label[language.value] ?? thing.name;
  const move = (x: number, y: number) => onChange(put(plan, thing.kind, thing.name, shifted(thing.place, [x, y])));
  const spin = (by: number) => onChange(put(plan, thing.kind, thing.name, { ...thing.place, turn_deg: thing.place.turn_deg + by }));
  return (
    <div class="chosen-thing" role="group" aria-label={words.selected}>
      <h3>{words.kind[thing.kind]} {label}</h3>
      <p aria-live="polite">{words.at(thing.place.x.toFixed(2), thing.place.y.toFixed(2), thing.place.turn_deg)}</p>
      <div class="arrows">
        <Key look="plain" icon="rotate-ccw" label="" name={words.turnLeft} onTap={() => spin(-turn)} />
        <Key look="plain" icon="arrow-up" label="" name={words.up} onTap={() => move(0, -step)} />
        <Key look="plain" icon="rotate-cw" label="" name={words.turnRight} onTap={() => spin(turn)} />
        <Key look="plain" icon="arrow-left" label="" name={words.left} onTap={() => move(-step, 0)} />
        <Key look="plain" icon="arrow-down" label="" name={words.down} onTap={() => move(0, step)} />
        <Key look="plain" icon="arrow-right" label="" name={words.right} onTap={() => move(step, 0)} />
      </div>
      <Key look="plain" icon="x" label={words.takeOff} onTap={() => onChange(taken(plan, thing.kind, thing.name))} />
    </div>
  );
}
