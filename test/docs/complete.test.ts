// What the documents must have: every setting, code and public name is in the guide. test/compat has adapters.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/matrix';
import { guides, prose, read } from './documents';

const load = createRequire(__filename);
const guide = guides().filter(({ name }) => name.startsWith('docs/guide/'));
const all = guide.map(({ text }) => text).join('\n');

/** What an entry point exports, asked in a child, because loading it here would make this process a program with a hub. */
function exportsOf(file: string): string[] {
  const code = `console.log(JSON.stringify(Object.keys(require('./dist/${file}'))))`;
  const env = { ...process.env, GREENPATCH_ENGINE: 'off', NODE_OPTIONS: '' };
  return JSON.parse(execFileSync(process.execPath, ['-e', code], { cwd: ROOT, env, encoding: 'utf8' })) as string[];
}

/** The rows of the table that begins with this heading, cells trimmed. */
function rowsUnder(text: string, heading: RegExp): string[][] {
  const lines = text.slice(text.search(heading)).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the README', () => {
  it('has at most 8 KiB', () => {
    expect(Buffer.byteLength(read('README.md').text)).toBeLessThanOrEqual(8192);
  });
});

describe('the guide', () => {
  it('documents every setting, and names none that there is not', () => {
    const { SETTINGS } = load('../../dist/base/config.js') as { SETTINGS: object };
    const names = Object.keys(SETTINGS).map((name) => `GREENPATCH_${name}`);
    const warnings = ['ENTRY_BLOCKED', 'HUB_BLOCKED', 'JOBS', 'PROBES', 'UNGUARDED'].map(
      (name) => `GREENPATCH_${name}`,
    );
    const ofTheKit = ['GREENPATCH_SEED', 'GREENPATCH_SEEDS'];
    const settings = guide.find(({ name }) => name.endsWith('/settings.md'))!.text;
    for (const name of names) expect(settings).toContain(`\`${name}\``);
    const named = new Set(guides().flatMap(({ text }) => text.match(/(?<!_)\bGREENPATCH_[A-Z_]+\b/g) ?? []));
    const known = [...names, ...warnings, ...ofTheKit];
    expect([...named].filter((name) => !known.includes(name) && !name.startsWith('GREENPATCH_TEST_'))).toEqual([]);
  });

  it('says of every code what to do, and names none that there is not', () => {
    const { CODES } = load('../../dist/base/errors.js') as { CODES: object };
    const errors = guide.find(({ name }) => name.endsWith('/errors.md'))!.text;
    const remedies = rowsUnder(errors, /^\| code +\| what to do/m);
    expect(remedies.map(([code]) => code)).toEqual(Object.keys(CODES).map((code) => `\`${code}\``));
    for (const [code, remedy] of remedies) expect(remedy, code).toMatch(/^[A-Z`].{10,}/);
    const named = new Set(guides().flatMap(({ text }) => text.match(/\bERR_GREENPATCH_[A-Z_]+\b/g) ?? []));
    expect([...named].filter((code) => !(code in CODES))).toEqual([]);
  });

  it.each(['api.js', 'testing/index.js'])('names everything that %s exports', (file) => {
    const names = exportsOf(file);
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !new RegExp(`\`(new )?${name}\\b`).test(prose(all)))).toEqual([]);
  });

  it('has a page of the internals for each subject, which begins with a paragraph and says how it is tested', () => {
    for (const { name, text } of guides().filter(({ name }) => name.startsWith('docs/internals/'))) {
      expect(/^# .+\n\n[\w`][^#|]{200,}?\n\n/.test(text), `${name} begins with a paragraph`).toBe(true);
      expect(/^## How it is tested$/m.test(text), `${name} says how it is tested`).toBe(true);
    }
  });
});
