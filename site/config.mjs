import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const here = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} file */
const titleOf = (file) => /^# (.*)$/m.exec(readFileSync(file, 'utf8'))[1].replaceAll('`', '');

/**
 * The id of a heading, as GitHub makes it, so that links hold in both places.
 * @param {string} heading
 */
const slugify = (heading) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-');

/**
 * The pages of a folder, these first and the rest by name.
 * @param {string} folder
 * @param {string[]} first
 */
function pages(folder, first) {
  const names = readdirSync(`${here}${folder}`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -3));
  const rest = names.filter((name) => !first.includes(name)).sort();
  return [...first, ...rest].map((name) => ({
    text: titleOf(`${here}${folder}/${name}.md`),
    link: `/${folder}/${name}`,
  }));
}

const GUIDE = [
  ...[
    'what-yields',
    'recipes',
    'api',
    'sync-calls',
    'primitives',
    'libraries',
    'sqlite',
    'check',
    'settings',
    'errors',
  ],
  ...['limits', 'troubleshooting', 'coming-from-gevent', 'coming-from-fibers', 'coming-from-deasync', 'glossary'],
];
const INTERNALS = [
  'overview',
  'engine',
  'probes',
  'state-that-leaves-with-a-stack',
  'hub',
  'jobs-and-ticks',
  'patches',
  'adapters',
];

export default defineConfig({
  title: 'greenpatch',
  description: 'gevent for Node: blocking code runs concurrently on one thread',
  cleanUrls: true,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: { anchor: { slugify } },
  ignoreDeadLinks: [/\/LICENSE$/],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/docs/guide/what-yields' },
      { text: 'API', link: '/api/api/' },
      { text: 'Compatibility', link: '/COMPATIBILITY' },
      { text: 'Demo', link: '/examples/demo/README' },
      { text: 'Internals', link: '/docs/internals/overview' },
    ],
    sidebar: [
      {
        text: 'greenpatch',
        items: [{ text: 'Start', link: '/' }, ...['COMPATIBILITY', 'CHANGELOG', 'CONTRIBUTING'].map(page)],
      },
      { text: 'Guide', items: pages('docs/guide', GUIDE) },
      {
        text: 'API reference',
        items: [
          { text: 'greenpatch, greenpatch/api', link: '/api/api/' },
          { text: 'greenpatch/testing', link: '/api/testing/' },
        ],
      },
      {
        text: 'Internals',
        items: [
          page('ARCHITECTURE'),
          ...pages('docs/internals', INTERNALS),
          { text: 'Benchmarks', link: '/docs/benchmarks' },
        ],
      },
    ],
  },
});

/** @param {string} name */
function page(name) {
  return { text: titleOf(`${here}${name}.md`), link: `/${name}` };
}
