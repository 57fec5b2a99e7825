import { useState } from 'preact/hooks';
import type { Colour, Tool } from '../lib/marks';
import type { IconName } from './icon-names';
import { Key, type AskedState } from './key';
import type { Pen } from './marks';
import './showing.css';
import { showingWords } from './showing-words';

const tools: [Tool, IconName][] = [['pen', 'pencil'], ['arrow', 'move-up-right'], ['box', 'square']];
const colours: Colour[] = ['red', 'yellow', 'green', 'blue'];

interface ToolsProps {
  pen: Pen | null;
  onPen(pen: Pen | null): void;
  stale?: boolean;
  locked?: string | undefined;
  /** Taking marks away; nothing for those who may only draw. */
  clear?: { locked: string | undefined; asked: AskedState | undefined; onTap(): void };
}

/** Pen, arrow and box in four colours. A tap on the tool in hand puts it down. */
export function MarkTools({ pen, onPen, stale = false, locked, clear }: ToolsProps) {
  const words = showingWords();
  const [colour, setColour] = useState<Colour>('red');
  const next = colours[(colours.indexOf(colour) + 1) % colours.length] ?? 'red';
  const recolour = () => {
    setColour(next);
    if (pen) onPen({ ...pen, colour: next });
  };
  return (
    <div class="mark-tools" role="group" aria-label={words.tools}>
      {tools.map(([tool, icon]) => (
        <Key key={tool} look="plain stacked" icon={icon} label={words[tool as 'pen' | 'arrow' | 'box']} on={pen?.tool === tool} stale={stale} locked={locked} onTap={() => onPen(pen?.tool === tool ? null : { tool, colour })} />
      ))}
      <Key look={`plain stacked colour ${colour}`} label={words.colour[colour] ?? colour} stale={stale} locked={locked} onTap={recolour}>
        <i aria-hidden="true" />
      </Key>
      {clear && <Key look="plain stacked" icon="eraser" label={words.clear} stale={stale} locked={clear.locked} asked={clear.asked} onTap={clear.onTap} />}
    </div>
  );
}
