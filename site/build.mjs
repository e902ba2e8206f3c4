// Builds the site from the same files that the repository and the package have: `npm run site`.
//
//   node site/build.mjs [folder]     builds it, into .cache/site/dist unless a folder is named
//   node site/build.mjs --serve      the same, and serves it
//
// The documents are copied beside each other as they lie in the repository, so that their links hold; the API's pages are made from the
// comments of src/; VitePress does the rest, and fails on a link that leads nowhere.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../scripts/addon-file.mjs';
import { serve } from './serve.mjs';

const WORK = path.join(ROOT, '.cache', 'site');
const SOURCE = path.join(WORK, 'source');
const PAGES = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'COMPATIBILITY.md', 'LICENSE'];
const DEMO = 'examples/demo';

/** @param {string} name from the repository's root */
const source = (name) => path.join(SOURCE, name);

function copyDocuments() {
  rmSync(SOURCE, { recursive: true, force: true });
  mkdirSync(source(DEMO), { recursive: true });
  for (const name of PAGES) cpSync(path.join(ROOT, name), source(name));
  cpSync(path.join(ROOT, 'README.md'), source('index.md'));
  cpSync(path.join(ROOT, 'docs'), source('docs'), { recursive: true });
  cpSync(path.join(ROOT, DEMO, 'README.md'), source(`${DEMO}/README.md`));
  cpSync(path.join(ROOT, 'site', 'theme'), source('.vitepress/theme'), { recursive: true });
  cpSync(path.join(ROOT, 'site', 'config.mjs'), source('.vitepress/config.mjs'));
}

/** The README is the first page of the site. */
function renameLinks() {
  const names = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  for (const name of names) {
    const text = readFileSync(source(name), 'utf8');
    writeFileSync(source(name), text.replaceAll(/\]\(((?:\.\.\/)*)README\.md/g, ']($1index.md'));
  }
}

/** What a page of the site has besides the document: the ledger's table, and the picture of the demo. */
function addToPages() {
  const ledger = readFileSync(source('COMPATIBILITY.md'), 'utf8');
  writeFileSync(source('COMPATIBILITY.md'), `${ledger}\n## All measurements\n\n<Ledger />\n`);
  const rows = JSON.parse(readFileSync(path.join(ROOT, 'COMPATIBILITY.json'), 'utf8'));
  const columns = [
    'library',
    'version',
    'through',
    'node',
    'engine',
    'verdict',
    'inFlight',
    'calls',
    'ms',
    'allMs',
    'own',
  ];
  const cells = rows.map((/** @type {Record<string, unknown>} */ row) => columns.map((column) => row[column]));
  writeFileSync(source('.vitepress/theme/ledger.json'), JSON.stringify(cells));
  const latest = path.join(ROOT, DEMO, 'out', 'timeline.svg');
  const kept = path.join(ROOT, DEMO, 'timeline.svg');
  cpSync(existsSync(latest) ? latest : kept, source(`${DEMO}/timeline.svg`));
}

async function makeApiPages() {
  const { Application } = await import('typedoc');
  const app = await Application.bootstrapWithPlugins({
    entryPoints: ['src/api.ts', 'src/testing/index.ts'].map((name) => path.join(ROOT, name)),
    tsconfig: path.join(ROOT, 'tsconfig.build.json'),
    plugin: ['typedoc-plugin-markdown'],
    out: source('api'), // TypeDoc empties it
    readme: 'none',
    name: 'API reference',
    excludeExternals: true,
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    skipErrorChecking: true, // `npm run typecheck` does that
    logLevel: 'Error',
    // @ts-expect-error options of the plugin
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
  });
  const project = await app.convert();
  if (project === undefined) throw new Error('TypeDoc could not read the sources: see above.');
  await app.generateOutputs(project);
}

/** @param {string} out */
async function build(out) {
  copyDocuments();
  renameLinks();
  addToPages();
  await makeApiPages();
  const { build: bundle } = await import('vitepress');
  await bundle(SOURCE, { outDir: out });
}

const [argument] = process.argv.slice(2);
const out = path.resolve(argument === undefined || argument === '--serve' ? path.join(WORK, 'dist') : argument);
await build(out);
console.log(`The site is in ${path.relative(process.cwd(), out)}.`);
if (argument === '--serve') console.log(`It is served at ${(await serve(out, 4173)).url}.`);
