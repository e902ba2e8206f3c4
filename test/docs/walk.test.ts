// The newcomer's walk through the sources, as docs/internals/overview.md tells it: each `git grep` gives what stands below it.
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { ROOT } from '../support/matrix';
import { read } from './documents';

const { text } = read('docs/internals/overview.md');
const steps = [...text.matchAll(/^```sh\n((?:git grep .*\n)+)```\n\n```text\n([^]*?)^```$/gm)];

/** What stands between blanks, or in quotation marks. */
const words = (line: string) => [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

it('has its three questions', () => expect(steps).toHaveLength(3));

it.each(steps.map(([, commands = '', files = '']) => ({ commands: commands.trim().split('\n'), files })))(
  '$commands',
  ({ commands, files }) => {
    const found = commands.map((line) => execFileSync('git', words(line).slice(1), { cwd: ROOT, encoding: 'utf8' }));
    expect(found.join('')).toBe(files);
  },
);
