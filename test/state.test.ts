// What modules keep between calls is on a list, with its reason. A thread has one core, so it is one per thread; but what a module keeps
// outlives every fiber and every test, and nothing resets it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readSources } from './support/layers';
import { stateOf, writtenIn } from './support/module-state';

const sources = readSources(path.join(__dirname, '..', 'src'));
const written = writtenIn(sources);
const lines = readFileSync(path.join(__dirname, 'support', 'module-state.txt'), 'utf8').split('\n');
const listed = lines.filter((line) => line !== '' && !/^(#|==)/.test(line));

it('is what test/support/module-state.txt lists, each below its reason', () => {
  const found = sources.flatMap((source) => {
    const names = stateOf(source, written);
    return names.length > 0 ? [`${source.name}: ${names.join(' ')}`] : [];
  });
  expect(found.sort()).toEqual([...listed].sort());
  expect(lines.findIndex((line) => line.startsWith('== '))).toBeLessThan(lines.indexOf(listed[0]!));
});

it('is found, whatever form it has', () => {
  const text = `let a = 1; const b = new Map(), c: string[] = [], d = { on: false }, e = new Hub(), f = { fixed: 1 };
const G = new Set([1]); const h: ReadonlySet<string> = new Set(); const i = () => new Map(); d.on = true;`;
  const source = { name: 'hub/x.ts', text };
  expect(stateOf(source, writtenIn([source]))).toEqual(['a', 'b', 'c', 'd', 'e']);
});
