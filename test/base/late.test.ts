import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { lateFiles } from '../../src/base/late-files';
import { readSources } from '../support/layers';

const ROOT = path.join(__dirname, '..', '..');

it('all that is loaded late is in one table, and the build has made its files', () => {
  const dist = (name: string) => path.join(ROOT, 'dist', name);
  for (const row of Object.values(lateFiles)) {
    expect(existsSync(path.join(ROOT, 'src', row.at.replace(/\.js$/, '.ts'))), row.at).toBe(true);
    expect(existsSync(dist('chunk' in row ? `${row.chunk}.js` : row.at)), row.at).toBe(true);
  }
});

it('nothing else makes a path into dist/', () => {
  const makers = readSources(path.join(ROOT, 'src')).filter(({ text }) => /path\.join\(OWN_CODE|'dist'/.test(text));
  expect(makers.map(({ name }) => name).sort()).toEqual(['base/late.ts', 'base/package-root.ts', 'base/shared.ts']);
});
