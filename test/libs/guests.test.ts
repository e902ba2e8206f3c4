// Programs that keep their state in one instance of WebAssembly and call blocking functions from it.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { runChild } from '../support/child';
import { ROOT, wantedEngines } from '../support/matrix';
import { sample } from '../support/sample';
import type { libraries } from './harness/declarations.mjs';
import { install } from './harness/install.mjs';

const LIMIT_MS = 240_000;
const GUESTS = path.join(__dirname, 'guests');

/** Each guest's package, its version, what its program prints, and how to run it. */
const guests = [
  ['node-sqlite3-wasm', '0.8.60', 'sqlite.js', '40 ok \n'],
  ['pyodide', '314.0.7', 'python.js', '15,21,27,33\n'],
  ['quickjs-emscripten', '0.32.0', 'quickjs.js', '15,21,27,33\n'],
] as const;

type Library = ReturnType<typeof libraries>[number];
const lines = wantedLines();
const all = lines.flatMap((line) => wantedEngines().map((engine) => [line, engine] as const));
const isEnd = (line: number) => line === lines[0] || line === lines.at(-1);
const runs = sample(
  'guests',
  all,
  ([line, engine]) => engine === 'switch' || isEnd(line),
  ([line, engine]) => `Node ${line}, ${engine}`,
);

describe.concurrent.each(guests)('%s %s', (library, version, program, answer) => {
  const installed = () => install({ library, folder: path.join(GUESTS, library) } as unknown as Library, version);

  it('is installed', async () => expect(await installed()).toBeTruthy(), LIMIT_MS);

  async function run(line: number, engine: string, flags: string[], env: Record<string, string>) {
    const args = [...flags, path.join(GUESTS, program), await installed()];
    const all = { ...process.env, NODE_OPTIONS: '', GREENPATCH_WARN_HUB: 'off', GREENPATCH_ENGINE: engine, ...env };
    return runChild(findLine(line)!.exec, args, { cwd: ROOT, env: all, timeout: LIMIT_MS });
  }

  it.each(runs)(
    'Node %s, %s: the answer is that of plain Node; where guests may park, too',
    async (line, engine) => {
      const right = { code: 0, stdout: answer };
      expect(await run(line, engine, [], {})).toMatchObject(right);
      const required = { GREENPATCH_REQUIRE: '1' };
      expect(await run(line, engine, ['-r', ROOT], required)).toMatchObject(right);
      expect(await run(line, engine, ['-r', ROOT], { ...required, GREENPATCH_GUESTS: 'park' })).toMatchObject(right);
    },
    LIMIT_MS,
  );
});
