// A compilation is killed before the compiler's process has asked for its function. Fibers that read from that process later don't call it:
//   node -r greenpatch sass-killed.mjs <folder in whose node_modules it is>
import assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const { idle, spawn } = createRequire(import.meta.url)('greenpatch/api');
const { initCompiler, SassString } = createRequire(path.join(process.argv[2], 'package.json'))('sass-embedded');
const compiler = initCompiler();
const called = [];

const compile = (name) => {
  const ask = () => (called.push(name), new SassString(name));
  return compiler.compileString('a { b: ask() }', { functions: { 'ask()': ask } }).css;
};

/** The compiler's process: it is stopped for as long as it must not have answered yet. */
const children = () =>
  readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );

await spawn(() => {
  compile('next'); // the compiler's process is there
  const [compilerProcess, ...others] = children();
  assert.deepStrictEqual(others, []);
  for (let i = 0; i < 10; i++) {
    process.kill(compilerProcess, 'SIGSTOP');
    const killed = spawn(compile, 'killed');
    idle(); // it has begun, and waits for the process, from which only a fiber that compiles reads
    killed.kill();
    process.kill(compilerProcess, 'SIGCONT');
    assert.strictEqual(killed.state, 'killed');
    for (let n = 0; n < 3; n++) assert.match(compile('next'), /b: "next"/);
  }
  compiler.dispose();
});
assert.deepStrictEqual([...new Set(called)], ['next']);
console.log('ok');
