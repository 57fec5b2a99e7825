/** 并案: cases that are heard together with the lead case, joined and severed by events. */
import { useRef, useState } from 'preact/hooks';
import { numberOf } from '../../lib/case-number';
import { can, isOver } from '../../lib/course';
import type { HearingStore } from '../../lib/store';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { Key } from '../../ui/key';
import type { Desk } from './desk';
import { sessionsWords } from './sessions-words';
import { panelWords } from './words';

/** （收案年度）法院代字类型代字案件编号号, as hearing/case.py reads it. */
const NUMBER = /^[（(]\d{4}[）)][一-鿿]{1,3}\d{0,6}[一-鿿]{1,6}\d{1,6}号(之[一二三四五六七八九十]{1,3})?$/;

interface Props {
  store: HearingStore;
  desk: Desk;
  stale: boolean;
}

/** The key that leads to them, with how many there are. */
export function CasesKey(props: Props) {
  const words = sessionsWords();
  const [isOpen, open] = useState(false);
  const view = props.store.view.value;
  if (!view) return null;
  const { state } = view;
  const locked = !can(view, 'run-course') ? panelWords().noRight : isOver(state) ? panelWords().archived : undefined;
  return (
    <>
      <Key look="plain" icon="link-2" label={words.casesKey} {...(state.joined.length ? { small: words.and(state.joined.length + 1) } : {})} stale={props.stale} locked={locked} onTap={() => open(true)} />
      {isOpen && <CasesDialog {...props} onClose={() => open(false)} />}
    </>
  );
}

function CasesDialog({ store, desk, stale, onClose }: Props & { onClose(): void }) {
  const words = sessionsWords();
  const [wrong, setWrong] = useState(false);
  const [number, cause, title] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  const state = store.state;
  if (!state) return null;
  const join = () => {
    const said = { number: number.current?.value.replace(/\s/g, '') ?? '', cause: cause.current?.value.trim() ?? '', title: title.current?.value.trim() ?? '' };
    setWrong(!NUMBER.test(said.number));
    if (!NUMBER.test(said.number)) return number.current?.focus();
    if (!said.cause) return cause.current?.focus();
    void desk.ask('join-case', { type: 'join-case', case: { ...said, secrecy: state.case.secrecy } }).then((done) => done && [number, cause, title].forEach(({ current }) => current && (current.value = '')));
  };
  return (
    <Dialog title={words.joinTitle} confirm={words.join} onConfirm={join} onClose={onClose}>
      <p>{words.joinText}</p>
      <ul class="joined">
        <li>
          <Icon name="scale" />
          <b>{numberOf(state)}</b>
          <span>{words.lead}</span>
        </li>
        {state.joined.map((one) => (
          <li key={one.number}>
            <Icon name="link-2" />
            <b>{one.number}</b>
            <Key look="plain" label={words.sever} name={`${words.sever} ${one.number}`} stale={stale} asked={desk.asked.value[`sever:${one.number}`]} onTap={() => void desk.ask(`sever:${one.number}`, { type: 'sever-case', number: one.number })} />
          </li>
        ))}
        {state.joined.length === 0 && <li class="empty">{words.noJoined}</li>}
      </ul>
      <label class="field">
        {words.number}
        <input ref={number} maxLength={80} placeholder="（2026）示0101刑初129号" autocomplete="off" />
      </label>
      {wrong && <p role="alert" class="fault">{words.wrongNumber}</p>}
      <label class="field">
        {words.cause}
        <input ref={cause} maxLength={200} autocomplete="off" />
      </label>
      <label class="field">
        {words.caseTitle}
        <input ref={title} maxLength={200} autocomplete="off" />
      </label>
    </Dialog>
  );
}
