import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import config from '../vitest.config.mjs';
import { LAYERS, TOP } from './support/layers';
import { ROOT } from './support/matrix';

const files = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
    `${folder}/${name}`.split(path.sep).join('/'),
  );

/** A pattern of files, in which `**` stands for any number of folders. */
const pattern = (glob: string): RegExp =>
  new RegExp(`^${glob.replace(/[.+]/g, '\\$&').replace(/\*\*\/|\*/g, (star) => (star === '*' ? '[^/]*' : '(.*/)?'))}$`);

interface Project {
  readonly test: { readonly include: string[]; readonly exclude?: string[] };
}

it('every pattern of vitest.config.mts names a test that is there', () => {
  const tests = files('test');
  const patterns = (config.test!.projects as Project[]).flatMap(({ test }) => [
    ...test.include,
    ...(test.exclude ?? []),
  ]);
  expect(patterns.length).toBeGreaterThan(10);
  expect(patterns.filter((glob) => !tests.some((name) => pattern(glob).test(name)))).toEqual([]);
});

it('every name in the list of layers is there', () => {
  const sources = readdirSync(path.join(ROOT, 'src'));
  expect([...LAYERS, ...TOP].sort()).toEqual(sources.sort());
  for (const layer of ['patch', 'compat']) expect(files('src')).toContain(`src/${layer}/registry.ts`);
});
