import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { defineConfig } from 'vite';

/** Below this an encoding saves nothing that a packet would notice. */
const WORTH_COMPRESSING = 1_000;

/**
 * Beside each file its compressed forms, so that nobody compresses while a viewer waits. `.html` is
 * left out: the API writes a video's title into it.
 */
function precompress(): Plugin {
  let out = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      out = resolve(root, build.outDir);
    },
    closeBundle: () => {
      for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
        const path = join(out, name);
        if (!/\.(js|css|svg)$/.test(name) || statSync(path).size < WORTH_COMPRESSING) continue;
        const bytes = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(bytes));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

/** `npx vite build web` writes the pages to `web/dist`, from where the API serves them. */
export default defineConfig({
  root: import.meta.dirname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // A `data:` URL would be one more thing for the content policy to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // hls.js alone, and fetched only by who plays.
    chunkSizeWarningLimit: 700,
    rolldownOptions: { input: [resolve(import.meta.dirname, 'watch.html')] },
  },
  plugins: [precompress()],
});
