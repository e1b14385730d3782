// SPDX-License-Identifier: EUPL-1.2
// Makes styles, script, icons and fonts: node build.mjs OUTPUT_FOLDER. Names carry a digest of the content, so that a browser
// may keep them for ever; manifest.json tells which name stands for which. The same sources give the same files.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import * as sass from 'sass';

const web = dirname(fileURLToPath(import.meta.url));
const modules = join(web, 'node_modules');
const appuniversum = join(modules, '@appuniversum/ember-appuniversum');
const output = process.argv[2];
if (!output) {
  console.error('Use: node build.mjs OUTPUT_FOLDER');
  process.exit(2);
}

// The icons that pages use, from Appuniversum; "seal" is our own.
const icons = [
  'add', 'alert-triangle', 'arrow-left', 'arrow-right', 'attachment', 'bin', 'calendar', 'check', 'circle-question', 'clock', 'cross',
  'document', 'download', 'drag', 'eye', 'file', 'file-office-pdf', 'file-office-xls', 'filter', 'globe2', 'image', 'info', 'link-external',
  'lock-closed', 'logout', 'mail', 'message', 'pause', 'pencil', 'play', 'plus', 'printer', 'renew', 'search', 'sign', 'upload', 'user',
  'users',
];
const fonts = {
  'fonts/source-sans-3.woff2': join(modules, '@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2'),
  'fonts/flanders-sans-regular.woff2': join(appuniversum, 'public/fonts/flanders-sans-regular.woff2'),
  'fonts/flanders-sans-medium.woff2': join(appuniversum, 'public/fonts/flanders-sans-medium.woff2'),
  'fonts/flanders-sans-bold.woff2': join(appuniversum, 'public/fonts/flanders-sans-bold.woff2'),
};
const compressed = new Set(['.css', '.js', '.svg']);
const manifest = {};

function write(name, bytes) {
  const path = join(output, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  if (!compressed.has(extname(name))) return;
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
}

function keep(name, content) {
  const bytes = Buffer.from(content);
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  const extension = extname(name);
  manifest[name] = `${name.slice(0, -extension.length)}.${digest}${extension}`;
  write(manifest[name], bytes);
}

function symbol(id, svg) {
  const box = /viewBox="([^"]+)"/.exec(svg)[1];
  const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '').replace(/\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))));
  return `<symbol id="${id}" viewBox="${box}">${body}</symbol>`;
}

function sprite() {
  const read = (path) => readFileSync(path, 'utf8');
  const symbols = icons.map((id) => symbol(id, read(join(appuniversum, 'public/icons', `${id}.svg`))));
  symbols.push(symbol('seal', read(join(web, 'images/seal.svg'))));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

function styles() {
  return sass.compile(join(web, 'style/zegel.scss'), {
    style: 'compressed',
    loadPaths: [join(appuniversum, 'styles')],
    quietDeps: true,
    silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
    functions: {
      'asset($name)': ([name]) => new sass.SassString(`url("/assets/${manifest[name.assertString().text]}")`, { quotes: false }),
    },
  }).css;
}

async function script() {
  const result = await esbuild.build({
    absWorkingDir: web,
    entryPoints: ['script/zegel.js'],
    outdir: 'out',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['es2020'],
    minify: true,
    write: false,
    metafile: true,
    legalComments: 'none',
    entryNames: '[name].[hash]',
    chunkNames: '[name].[hash]',
    logLevel: 'warning',
  });
  for (const file of result.outputFiles) write(file.path.slice(join(web, 'out').length + 1), Buffer.from(file.contents));
  for (const [path, made] of Object.entries(result.metafile.outputs))
    if (made.entryPoint === 'script/zegel.js') manifest['zegel.js'] = path.slice('out/'.length);
}

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
for (const [name, path] of Object.entries(fonts)) keep(name, readFileSync(path));
keep('seal.svg', readFileSync(join(web, 'images/seal.svg')));
keep('icons.svg', sprite());
keep('zegel.css', styles());
await script();
write('manifest.json', Buffer.from(`${JSON.stringify(Object.fromEntries(Object.entries(manifest).sort()), null, 2)}\n`));
