// Run by test/programs/modules/hooks-of-modules.js with the hooks of import-in-the-middle.
import assert from 'node:assert';
import { Hook } from 'import-in-the-middle';
import { isPatched, joinAll, spawn } from 'greenpatch/api';

const seen = [];
new Hook(['child_process', 'fs'], (exports, name) => {
  const { execFileSync } = exports;
  if (name !== 'child_process') return;
  exports.execFileSync = (...args) => {
    seen.push(args[1]);
    return execFileSync(...args);
  };
});
const { execFileSync } = await import('node:child_process');
assert.ok(isPatched('child_process', 'execFileSync'));
const print = (n) => String(execFileSync(process.execPath, ['-p', n]));
const fibers = ['1', '2'].map((n) => spawn(() => print(n)));
joinAll(fibers);
assert.deepStrictEqual(
  fibers.map((fiber) => fiber.get()),
  ['1\n', '2\n'],
);
assert.deepStrictEqual(seen, [
  ['-p', '1'],
  ['-p', '2'],
]);
