import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLine, wantedLines } from '../../scripts/node-lines.mjs';
import { runChild, type Outcome } from '../support/child';
import { ROOT, wantedEngines } from '../support/matrix';

/** Programs, and how they are started when that is not `node name.js a b`. */
const FILES: Record<string, string> = {
  'throw.js': `function f() {\n  throw new TypeError('boom');\n}\nf();\n`,
  'throw-object.js': `throw { a: 1 };\n`,
  'throw-null.js': `throw null;\n`,
  'syntax.js': `let x = ;\n`,
  'missing.js': `require('./does-not-exist');\n`,
  'nested.js': `require('./throw');\n`,
  'bad-json.js': `require('./bad.json');\n`,
  'bad.json': `{"a":`,
  'exit.js': `process.on('exit', (code) => console.log('exit', code, process.argv.slice(2)));\nprocess.exit(3);\n`,
  'main.js': `
    console.log(require.main === module, module.id, path(__filename), process.argv.length, this === exports);
    console.log(require.main.filename === __filename, module.loaded, module.parent, module.children.length);
    function path(name) { return require('path').basename(name); }
    process.exitCode = 5;
    setImmediate(() => console.log(module.loaded));
    if (true) return;
    console.log('never');`,
  'rejected.js': `Promise.reject(new Error('unhandled'));\n`,
  'handled.js': `
    process.on('uncaughtException', (error, origin) => console.log('caught', error.message, origin));
    setTimeout(() => console.log('still alive'), 5);
    throw new Error('x');`,
  'timer.js': `setTimeout(function named() { throw new Error('in a timer') }, 1);\nsetTimeout(() => console.log('never'), 50);\n`,
  'immediate.js': `setImmediate(function named() { throw new Error('in an immediate') });\n`,
  'interval.js': `setInterval(function named() { throw new Error('in an interval') }, 1);\n`,
  'command.js': `require('child_process').execSync('echo oops >&2; exit 7');\n`,
  'warning.js': `process.emitWarning('careful');\nconsole.error('x');\n`,
  'overflow.js': `function again() { again() }\nagain();\n`,
  'cause.js': `throw new Error('outer', { cause: new RangeError('inner') });\n`,
  'top-level-await.mjs': `await new Promise(() => {});\n`,
  'throw.mjs': `import 'node:fs';\nfunction f() { throw new Error('from a module') }\nf();\n`,
};
const STARTS: string[][] = [
  ...Object.keys(FILES)
    .filter((name) => name !== 'bad.json')
    .map((name) => [name, 'a', 'b']),
  ['-e', 'throw new Error("evaluated")'],
  ['-e', 'process.exitCode = 4; console.log(__filename, require.main === module, typeof exports)'],
  ['-e', 'require("./throw")'],
  ['-e', 'setTimeout(() => { throw new Error("later") }, 1)'],
  ['-e', 'let x = ;'],
  ['-p', '[1, 2].map((x) => x * 2)'],
  ['-p', 'require("fs").readFileSync("bad.json", "utf8")'],
  ['-p', 'throw 1'],
  [
    '--input-type=module',
    '-e',
    'import fs from "fs"; console.log(fs.existsSync("throw.js"), import.meta.url.slice(0, 5))',
  ],
  ['--import=data:text/javascript,globalThis.first=1', 'main.js'],
  ['--import=data:text/javascript,globalThis.first=1', 'throw.js'],
  ['--stack-trace-limit=3', 'nested.js'],
  ['--enable-source-maps', 'throw.js'],
  ['--unhandled-rejections=warn', 'rejected.js'],
  ['--throw-deprecation', '-e', 'process.emitWarning("old", "DeprecationWarning")'],
  ['--pending-deprecation', 'main.js'],
  ['--check', 'syntax.js'],
  ['--title=mine', '-p', 'process.title'],
  ['no-such-file.js'],
];

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'greenpatch-entry-')));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without frames inside Node and greenpatch, and what differs between any two runs. */
function comparable({ code, signal, timedOut, stdout, stderr }: Outcome) {
  const internal = new RegExp(`^ +at .*(?:node:internal|${ROOT}/dist/).*?( \\{)?$`);
  const lines = stderr
    .split('\n')
    .map((line) => line.replace(internal, (_frame, brace?: string) => brace ?? '').trimEnd());
  // The brace that begins an error's properties follows its last frame.
  const joined = lines
    .filter((line) => line !== '')
    .join('\n')
    .replaceAll('\n {', ' {');
  const text = joined.replace(/\(node:\d+\)/g, '(node)').replace(/pid: \d+|\d+ lines matching/g, 'some');
  return { code, signal, timedOut, stdout, stderr: text };
}

function run(exec: string, args: string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const { PATH, HOME } = process.env;
  return runChild(exec, args, { cwd: folder, env: { PATH, HOME, ...env }, timeout: 30_000 });
}

describe.concurrent.each(STARTS.map((args) => [args.join(' '), args] as const))('node -r greenpatch %s', (_, args) => {
  for (const line of wantedLines()) {
    it(`does what plain Node ${line} does`, async () => {
      const { exec } = findLine(line)!;
      const plain = comparable(await run(exec, args, {}));
      for (const engine of wantedEngines()) {
        const env = { GREENPATCH_ENGINE: engine, GREENPATCH_REQUIRE: '1' };
        expect(comparable(await run(exec, ['-r', ROOT, ...args], env)), engine).toEqual(plain);
      }
    });
  }
});
