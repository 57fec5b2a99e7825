import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { icons } from './vite.icons.mjs';

const here = import.meta.dirname;

/** The player of a package: one classic script, as a page on file: may load no module and fetch nothing. */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [icons()],
  publicDir: resolve(here, 'offline'),
  build: {
    target: 'chrome109',
    outDir: resolve(here, '../control_panel/static/offline'),
    emptyOutDir: true,
    lib: { entry: resolve(here, 'src/offline/main.tsx'), formats: ['iife'], name: 'CourtroomPlayer', fileName: () => 'player/player.js', cssFileName: 'player/player' },
  },
});
