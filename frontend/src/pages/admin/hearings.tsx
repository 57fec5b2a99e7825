import { useEffect, useState } from 'preact/hooks';
import { now, shortTime } from '../../lib/clock';
import { command } from '../../lib/command';
import { isOver } from '../../lib/course';
import { court } from '../../lib/court-words';
import { hearingsOf, type HearingEntry } from '../../lib/hearings';
import { isProvisional, numberOf } from '../../lib/case-number';
import { api, get, post, Refused } from '../../lib/http';
import { PROCEDURES, ROLES, type HearingView } from '../../lib/words';
import { Key } from '../../ui/key';
import { KeepingOf } from './keeping';
import { keepingWords } from './keeping-words';
import { attempt, made, said } from './made';
import { NumberingOf } from './numbering';
import { numberingWords } from './numbering-words';
import { ReadingsOf } from './readings';
import { readingsWords } from './readings-words';
import type { Room } from './rooms';
import { adminWords } from './words';

/** The day's hearings, the people of each, and a form for another. */
export function Hearings({ rooms, administers, runs, reads, grants }: { rooms: Room[]; administers: boolean; runs: boolean; reads: boolean; grants: boolean }) {
  const words = adminWords();
  const [list, setList] = useState<HearingEntry[]>([]);
  const [shown, show] = useState<string | null>(null);
  const [kept, keep] = useState<HearingEntry | null>(null);
  const [read, readings] = useState<string | null>(null);
  const [numbered, number] = useState<HearingEntry | null>(null);
  const [day, setDay] = useState(() => dayIn(now()));
  const load = () => {
    let late = false; // another day was chosen meanwhile
    void attempt(async () => {
      const found = await hearingsOf(Date.parse(`${day}T12:00:00+08:00`));
      if (!late) setList(found);
    });
    return () => {
      late = true;
    };
  };
  useEffect(load, [day]);
  return (
    <section aria-labelledby="hearings">
      <h2 id="hearings">{words.hearings}</h2>
      <label class="field day">
        {words.day}
        <input type="date" required value={day} onChange={(event) => event.currentTarget.value && (show(null), keep(null), setDay(event.currentTarget.value))} />
      </label>
      {list.length === 0 && <p class="empty">{words.noHearings}</p>}
      {list.length > 0 && (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th>{words.time}</th>
                <th>{words.caseWord}</th>
                <th>{words.room}</th>
                <th>{words.state}</th>
                <th>{words.open}</th>
              </tr>
            </thead>
            <tbody>
              {list.map((entry) => (
                <tr key={entry.hearing}>
                  <td class="number">{shortTime(entry.planned_at)}</td>
                  <td>
                    {numberOf(entry)}
                    {entry.numbers.length > 0 && <small> {numberingWords().filed(entry.case.number)}</small>}
                    <br />
                    {entry.case.title || entry.case.cause}
                  </td>
                  <td>{entry.room_name}</td>
                  <td>{court().course[entry.course]}</td>
                  <td>
                    <span class="keys">
                      <a class="key plain" href={`./panel?hearing=${entry.hearing}`}>{words.panel}</a>
                      <a class="key plain" href={`./player?hearing=${entry.hearing}`}>{words.player}</a>
                      <Key look="plain" label={words.people} onTap={() => (keep(null), show(shown === entry.hearing ? null : entry.hearing))} />
                      {reads && isOver(entry) && <Key look="plain" label={readingsWords().readings} onTap={() => (show(null), keep(null), readings(read === entry.hearing ? null : entry.hearing))} />}
                      {runs && isProvisional(entry) && <Key look="plain" label={numberingWords().numbering} onTap={() => number(numbered?.hearing === entry.hearing ? null : entry)} />}
                      {administers && <Key look="plain" label={keepingWords().keeping} onTap={() => (show(null), keep(kept?.hearing === entry.hearing ? null : entry))} />}
                    </span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown && <People key={shown} hearing={shown} sites={rooms.filter((room) => room.site === 'custody')} />}
      {kept && <KeepingOf key={kept.hearing} hearing={kept.hearing} />}
      {numbered && <NumberingOf key={numbered.hearing} hearing={numbered.hearing} number={numbered.case.number} onDone={() => (number(null), void load())} />}
      {read && <ReadingsOf key={read} hearing={read} grants={grants} />}
      <Schedule rooms={rooms.filter((room) => room.site !== 'custody')} onDone={load} />
    </section>
  );
}

const dayIn = (ms: number): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(ms);

function People({ hearing, sites }: { hearing: string; sites: Room[] }) {
  const words = adminWords();
  const [view, setView] = useState<HearingView | null>(null);
  const load = () => void attempt(async () => setView(await get<HearingView>(`${api}/hearings/${hearing}`)));
  useEffect(load, [hearing]);
  const link = (participant: string, name: string) =>
    attempt(async () => {
      const answer = await post<{ url: string }>(`${api}/hearings/${hearing}/participants/${participant}/link`);
      made.value = { title: words.joinLinkText(name), secret: answer.url };
    });
  const invite = (form: HTMLFormElement) =>
    attempt(async () => {
      const { name, role, place, remote, site } = said(form);
      const from = sites.find((room) => room.room === site);
      const outcome = await command(hearing, { type: 'invite', name, role, place: place || (from?.room_name ?? ''), remote: remote === 'on' || from !== undefined, site: from?.room ?? null }, null);
      if (outcome.kind === 'refused') throw new Refused(outcome.problem);
      form.reset();
      load();
    });
  return (
    <div>
      <h3>{words.participants}</h3>
      <div class="scroll">
        <table>
          <tbody>
            {Object.values(view?.state.participants ?? {}).map((person) => (
              <tr key={person.id}>
                <td>{person.name}</td>
                <td>{court().role[person.role]}</td>
                <td>{person.remote ? person.place || words.remote : words.bench}</td>
                <td>{person.remote && <Key look="plain" icon="link" label={words.joinLink} onTap={() => void link(person.id, person.name)} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <form onSubmit={(event) => (event.preventDefault(), void invite(event.currentTarget))}>
        <label class="field">
          {words.name}
          <input name="name" required maxLength={80} />
        </label>
        <label class="field">
          {words.role}
          <select name="role">
            {ROLES.map((role) => (
              <option key={role} value={role}>{court().role[role]}</option>
            ))}
          </select>
        </label>
        <label class="field">
          {words.place}
          <input name="place" maxLength={200} />
        </label>
        {sites.length > 0 && (
          <label class="field">
            {words.site}
            <select name="site">
              <option value="">{words.noSite}</option>
              {sites.map((room) => (
                <option key={room.room} value={room.room}>{room.room_name}</option>
              ))}
            </select>
          </label>
        )}
        <label class="option">
          <input type="checkbox" name="remote" />
          {words.remote}
        </label>
        <button type="submit" class="key plain primary">{words.invite}</button>
      </form>
    </div>
  );
}

function Schedule({ rooms, onDone }: { rooms: Room[]; onDone(): void }) {
  const words = adminWords();
  const save = (form: HTMLFormElement) =>
    attempt(async () => {
      const { number = '', cause = '', title = '', procedure = 'trial', room = '', court: name = '', planned = '', summary_track = 'ordinary', remote_ground = '' } = said(form);
      const planned_at = Date.parse(`${planned}:00+08:00`);
      await post(`${api}/hearings`, { case: { number, cause, title }, procedure, room, court: name, planned_at, summary_track, remote_ground });
      form.reset();
      onDone();
    });
  return (
    <details>
      <summary>{words.scheduleNew}</summary>
      <form onSubmit={(event) => (event.preventDefault(), void save(event.currentTarget))}>
        <label class="field">
          {words.number}
          <input name="number" required placeholder="（2026）示0101刑初128号" />
        </label>
        <label class="field">
          {words.cause}
          <input name="cause" required maxLength={200} />
        </label>
        <label class="field">
          {words.caseTitle}
          <input name="title" maxLength={200} />
        </label>
        <label class="field">
          {words.procedure}
          <select name="procedure">
            {PROCEDURES.map((procedure) => (
              <option key={procedure} value={procedure}>{court().procedure[procedure]}</option>
            ))}
          </select>
        </label>
        <label class="field">
          {words.track}
          <select name="summary_track">
            {(['ordinary', 'summary', 'fast-track'] as const).map((track) => (
              <option key={track} value={track}>{court().track[track]}</option>
            ))}
          </select>
        </label>
        <label class="field">
          {words.room}
          <select name="room" required>
            {rooms.map((room) => (
              <option key={room.room} value={room.room}>{room.room_name}</option>
            ))}
          </select>
        </label>
        <label class="field">
          {words.court}
          <input name="court" required maxLength={200} />
        </label>
        <label class="field">
          {words.planned}
          <input name="planned" type="datetime-local" required />
        </label>
        <label class="field">
          {words.ground}
          <input name="remote_ground" maxLength={500} />
        </label>
        <button type="submit" class="key plain primary">{words.save}</button>
      </form>
    </details>
  );
}
