// it: callbacks of exec and execFile park where they block: 20 of each overlap, with output, exit codes and errors as in plain Node
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { exec, execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { wait } = require('greenpatch');
const kit = require('../jobs/support/kit');

const outcome = (callback) => (error, stdout, stderr) => callback(error?.code ?? 0, stdout, stderr);
const answers = Array.from({ length: 20 }, (_, n) => [n, `out ${n}\n`, '']);

assert.deepStrictEqual(
  kit.overlap('exec', (n, callback) => exec(`echo out ${n}; exit ${n}`, outcome(callback))),
  answers,
);
assert.deepStrictEqual(
  kit.overlap('exec with options', (n, callback) => exec(`echo out $N; exit $N`, { env: { N: n } }, outcome(callback))),
  answers,
);
assert.deepStrictEqual(
  kit.overlap('execFile', (n, callback) => execFile('sh', ['-c', `echo out ${n}; exit ${n}`], outcome(callback))),
  answers,
);
assert.deepStrictEqual(
  kit.overlap('an error', (n, callback) => execFile(`/no/such/${n}`, outcome(callback))),
  answers.map(() => ['ENOENT', '', '']),
);
assert.deepStrictEqual(wait(promisify(exec)('echo a; echo b >&2')), { stdout: 'a\n', stderr: 'b\n' });
assert.strictEqual(typeof promisify(execFile)('true').child.pid, 'number');
console.log('ok');
