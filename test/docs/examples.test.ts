// Runs every ```js block of the README, of ARCHITECTURE.md and of docs/, so that no example says what is not so.
//
// A block is a program of its own, run as `node -r greenpatch`. What it prints must be the ```text block that follows it, if one
// does, else nothing. A comment above the block says it when that is not so; several make several runs:
//
//   <!-- run: node (options) /regular expression for stdout/ -->

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from '../support/child';
import { ROOT } from '../support/matrix';
import { guides } from './documents';

interface Run {
  options: string[];
  stdout: string | RegExp;
}

interface Example {
  title: string;
  code: string;
  runs: Run[];
}

const BLOCK = /((?:^<!-- run: .* -->\n+)*)^```js\n([^]*?)^```\n(?:\n?```text\n([^]*?)^```\n)?/gm;
const RUN = /^<!-- run: node ?(.*?) ?\/(.+)\/ -->$/gm;

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}

function examplesIn(name: string, text: string): Example[] {
  return [...text.matchAll(BLOCK)].map(([, comments = '', code = '', output = ''], nth) => {
    const at = lineOf(text, [...text.matchAll(BLOCK)][nth]!.index);
    const runs = [...comments.matchAll(RUN)].map(([, options, pattern]) => ({
      options: options!.split(' ').filter(Boolean),
      stdout: new RegExp(pattern!),
    }));
    return {
      title: `${name}:${at}`,
      code,
      runs: runs.length > 0 ? runs : [{ options: ['-r', 'greenpatch'], stdout: output }],
    };
  });
}

function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(GREENPATCH_|NODE_|VITEST|FORCE_COLOR$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), GREENPATCH_REQUIRE: '1' };
}

const texts = guides();
const examples = texts.flatMap(({ name, text }) => examplesIn(name, text));

describe('examples in the documentation', () => {
  let folder: string;
  beforeAll(() => {
    mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
    folder = mkdtempSync(path.join(ROOT, '.cache', 'docs-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are all found', () => {
    for (const { name, text } of texts) {
      const fences = text.match(/^```js$/gm)?.length ?? 0;
      const found = examplesIn(name, text);
      expect(found, `blocks of ${name}`).toHaveLength(fences);
      const special = found.flatMap(({ runs }) => runs).filter(({ stdout }) => stdout instanceof RegExp);
      expect(special, `comments of ${name}`).toHaveLength(text.match(/<!-- run:/g)?.length ?? 0);
    }
    expect(examples.filter(({ title }) => title.startsWith('docs/guide/')).length).toBeGreaterThan(25);
  });

  it.concurrent.each(examples)('$title does what it says', async ({ title, code, runs }) => {
    const file = path.join(folder, title.replace(/\W/g, '-') + (/^import /m.test(code) ? '.mjs' : '.js'));
    writeFileSync(file, code);
    for (const { options, stdout } of runs) {
      const outcome = await runChild(process.execPath, [...options, file], {
        cwd: ROOT,
        env: environment(),
        timeout: 20_000,
      });
      expect(outcome.stderr).toBe('');
      if (typeof stdout === 'string') expect(outcome.stdout).toBe(stdout);
      else expect(outcome.stdout).toMatch(stdout);
      expect(outcome).toMatchObject({ code: 0, signal: null, timedOut: false });
    }
  });
});
