import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const here = import.meta.dirname;

/** The icons named in src/ui/icon-names.ts, and no others, as one module. */
export function icons() {
  const id = '\0virtual:icons';
  const list = resolve(here, 'src/ui/icon-names.ts');
  return {
    name: 'icons',
    resolveId: (name) => (name === 'virtual:icons' ? id : null),
    load(name) {
      if (name !== id) return null;
      this.addWatchFile(list);
      const names = [...readFileSync(list, 'utf8').matchAll(/'([a-z0-9-]+)'/g)].map((match) => match[1]);
      const drawn = Object.fromEntries(names.map((icon) => [icon, strokes(icon)]));
      return `export default ${JSON.stringify(drawn)}`;
    },
  };
}

function strokes(icon) {
  const svg = readFileSync(resolve(here, `node_modules/lucide-static/icons/${icon}.svg`), 'utf8');
  return svg.replace(/<!--[^]*?-->/g, '').replace(/^[^]*?<svg[^>]*>|<\/svg>[^]*$/g, '').replace(/\s*\n\s*/g, '');
}
