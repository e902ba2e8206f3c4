import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { between, filled, TABLES, type TableName } from '../../scripts/docs-tables.mjs';

const ROOT = path.join(__dirname, '..', '..');
const SCRIPT = path.join(ROOT, 'scripts', 'docs-tables.mjs');
const { CODES } = require('../../dist/base/errors') as { CODES: Record<string, string> };
const { SETTINGS } = require('../../dist/base/config') as { SETTINGS: Record<string, { summary: string }> };

const run = (...args: string[]) => promisify(execFile)(process.execPath, [SCRIPT, ...args]);

/** The rows of a table between markers, cells trimmed, without the heading. */
function rows(document: string, name: string): string[][] {
  const [, table = ''] = new RegExp(`<!-- ${name} -->([^]*)<!-- /${name} -->`).exec(document) ?? [];
  const lines = table.trim().split('\n').slice(2);
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the tables of the guide', () => {
  it('are what the code says', async () => {
    await expect(run('--check')).resolves.toMatchObject({ stderr: '' });
  });

  it('have one row a setting and one a code', async () => {
    const document = async (page: string, table: TableName) => {
      const file = path.join(ROOT, 'docs', 'guide', page);
      return rows(await filled(readFileSync(file, 'utf8'), file, [table]), table);
    };
    const settings = await document('settings.md', 'settings');
    expect(settings.map(([variable]) => variable)).toEqual(
      Object.keys(SETTINGS).map((name) => `\`GREENPATCH_${name}\``),
    );
    expect(await document('errors.md', 'errors')).toEqual(
      Object.entries(CODES).map(([code, meaning]) => [`\`${code}\``, meaning]),
    );
    for (const [variable, values, otherwise, meaning] of settings) {
      expect(values, variable).toMatch(/^`.+`$/);
      expect(otherwise, variable).toMatch(/^`.+`$/);
      expect(Object.values(SETTINGS).map(({ summary }) => summary)).toContain(meaning);
    }
  });
});

describe('scripts/docs-tables.mjs', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'greenpatch-readme-'));
    file = path.join(folder, 'README.md');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const empty = [
    '# Title',
    ...Object.keys(TABLES).flatMap((name) => [`<!-- ${name} -->`, `<!-- /${name} -->`]),
    'end',
    '',
  ].join('\n');

  it('fills the tables, once and for all, and leaves the rest alone', async () => {
    writeFileSync(file, empty);
    await run(file);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^# Title\n<!-- settings -->\n\n\| variable/);
    expect(text).toMatch(/\n\n<!-- \/adapters -->\nend\n$/);
    expect(rows(text, 'errors')).toHaveLength(Object.keys(CODES).length);
    await run(file);
    expect(readFileSync(file, 'utf8')).toBe(text);
    await run('--check', file);
  });

  it('tells with --check that a table is stale, and writes nothing', async () => {
    const stale = `${empty}\n`;
    writeFileSync(file, stale);
    await expect(run('--check', file)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/not up to date/),
    });
    expect(readFileSync(file, 'utf8')).toBe(stale);
  });

  it.each([
    ['no markers', 'text'],
    ['only the first', '<!-- a -->'],
    ['only the second', '<!-- /a -->'],
    ['the wrong order', '<!-- /a --> <!-- a -->'],
    ['two tables', '<!-- a --> <!-- /a --> <!-- a --> <!-- /a -->'],
    ['two ends', '<!-- a --> <!-- /a --> <!-- /a -->'],
  ])('refuses a document with %s', (_, document) => {
    expect(() => between(document, 'a', 'content')).toThrow(/there must be one <!-- a -->/);
  });

  it('escapes what would end a cell', () => {
    for (const make of Object.values(TABLES)) {
      const widths = make()
        .split('\n')
        .map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(widths).size).toBe(1);
    }
  });
});
