/** A list that scrolls, and says in words how many of its items lie below what is seen. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { partWords } from './words';

/** An item counts as seen once its last line is. */
const SLACK_PX = 2;

export function CountedList({ label, children }: { label: string; children: ComponentChildren }) {
  const list = useRef<HTMLUListElement>(null);
  const [below, setBelow] = useState(0);
  const count = () => list.current && setBelow(unseenOf(list.current));
  useLayoutEffect(() => {
    count();
  });
  useEffect(() => {
    const observer = new ResizeObserver(count);
    if (list.current) observer.observe(list.current);
    return () => observer.disconnect();
  }, []);
  return (
    <>
      <ul ref={list} tabIndex={0} aria-label={label} onScroll={count}>
        {children}
      </ul>
      {below > 0 && <p class="below number">{partWords().below(below)}</p>}
    </>
  );
}

function unseenOf(list: HTMLElement): number {
  const end = list.getBoundingClientRect().bottom + SLACK_PX;
  return [...list.children].filter((item) => item.getBoundingClientRect().bottom > end).length;
}
