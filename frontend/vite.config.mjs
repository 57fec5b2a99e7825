import { resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';
import { icons } from './vite.icons.mjs';

const here = import.meta.dirname;
const pages = ['index', 'panel', 'judge', 'join', 'player', 'sign-in', 'admin', 'search', 'consult', 'clapper', 'display', 'fitting', 'centre', 'gallery'];

/** The public page may lie on any server: it carries its own order to ask nobody else. */
const ownOriginOnly = {
  name: 'own-origin-only',
  apply: 'build',
  transformIndexHtml(_, { path }) {
    const policy = "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'";
    const meta = { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' };
    return path.endsWith('/index.html') ? [meta] : [];
  },
};

/** Each text file also as .br and .gz, so that a small server need not compress. */
const compressed = {
  name: 'compressed',
  apply: 'build',
  generateBundle(_, bundle) {
    for (const [fileName, part] of Object.entries(bundle)) {
      const text = part.type === 'chunk' ? part.code : part.source;
      if (!/\.(js|css|svg|json)$/.test(fileName) || text.length < 1024) continue;
      const bytes = Buffer.from(text);
      this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source: brotliCompressSync(bytes) });
      this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: gzipSync(bytes, { level: 9 }) });
    }
  },
};

export default defineConfig({
  base: './', // the public page also lies in a plain folder, under any address
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [icons(), ownOriginOnly, compressed],
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true }, '/whip': 'http://127.0.0.1:8080', '/whep': 'http://127.0.0.1:8080' } },
  build: {
    chunkSizeWarningLimit: 700, // hls.js, which only the public page loads and only when it plays
    target: 'chrome109',
    outDir: '../control_panel/static',
    emptyOutDir: true,
    manifest: 'pages.json', // release reads from it what the public page loads
    assetsInlineLimit: 0, // no data: addresses, the page's policy allows its own origin only
    modulePreload: { polyfill: false },
    rolldownOptions: { input: Object.fromEntries(pages.map((page) => [page, resolve(here, `${page}.html`)])) },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
});
