// An adapter is one folder: its record, its code, and a library that is run. The rest is made from the records.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { librariesText, readRecords } from '../../scripts/adapters.mjs';
import { libraries } from '../../dist/compat/libraries.js';
import { ROOT } from '../support/matrix';

const at = (...words: string[]) => path.join(ROOT, ...words);
const text = (...words: string[]) => readFileSync(at(...words), 'utf8');
const records = readRecords();
const guide = text('docs', 'guide', 'libraries.md');

it('src/compat/libraries.ts is what the records say: run "npm run build"', async () => {
  expect(text('src', 'compat', 'libraries.ts')).toBe(await librariesText());
  expect(Object.keys(libraries)).toEqual(records.map(({ library }) => library));
});

it('no file outside its folder names an adapter, but for what is made from the records', () => {
  const own = readdirSync(at('src'), { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => name.endsWith('.ts') && !name.startsWith('compat/adapters/') && name !== 'compat/libraries.ts');
  const naming = own.filter((name) => /adapters\/[a-z]/.test(text('src', ...name.split('/'))));
  expect(naming).toEqual([]);
});

describe.each(records)('the adapter $folder', ({ folder, library, versions, onRequest, standIn, guide: row, test }) => {
  it('has a record that can be used, and code', () => {
    for (const version of Object.values(versions)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(library.replace('node:', 'node-').replace(/^@[^/]*\//, '')).toBe(
      folder.replace('kaciras-', '').replace('wdio-', ''),
    );
    expect(text('src', 'compat', 'adapters', folder, 'index.ts')).toMatch(
      /export default defineAdapter\(\{\n {2}\.\.\.record,/,
    );
    for (const file of Object.values(standIn?.modules ?? {}))
      expect(existsSync(at('src', 'compat', 'adapters', folder, 'absent', file.replace(/\.js$/, '.ts')))).toBe(true);
  });

  it('has a row in the guide, which leads to pages that are there', () => {
    expect(row).toMatch(/^[A-Z`].{20,}\.$/);
    const [line = ''] = guide.match(new RegExp(`^\\| \`${library.replaceAll('/', '\\/')}\` .*$`, 'm')) ?? [];
    expect(line).toContain(row.replaceAll('|', '\\|'));
    expect(line.includes('**On request**')).toBe(onRequest === true);
    for (const [, page = '', anchor = ''] of row.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)) {
      const there = page === '' ? guide : text('docs', 'guide', page);
      const headings = [...there.matchAll(/^#+ (.*)$/gm)].map(([, words = '']) =>
        words.toLowerCase().replaceAll(' ', '-'),
      );
      if (anchor !== '') expect(headings).toContain(anchor);
    }
  });

  it('has a library that is run', () => {
    const declaration = text('test', 'libs', test ?? folder, 'library.json');
    expect(JSON.parse(declaration)).toHaveProperty('versions');
    if (test !== undefined) expect(existsSync(at('test', 'libs', folder)), 'then `test` is not needed').toBe(false);
  });
});
