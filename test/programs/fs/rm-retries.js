// it: rmSync in a fiber fails as on the hub, also after retries, during which others run
// preload: greenpatch
'use strict';
if (process.platform !== 'linux') {
  console.log('ok'); // the files that no user can remove are those of /proc
  return;
}
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { original, spawn } = require('greenpatch');
const { parks, tree } = require('../patch/support/kit');

const plain = original('fs', 'rmSync');
const failure = (rm, ...args) => {
  try {
    rm(...args);
  } catch ({ name, message, code, errno, syscall, path: at, dest }) {
    return { name, message, code, errno, syscall, at, dest };
  }
  throw new Error(`${args[0]} could be removed`);
};
const at = tree({ file: 'text', 'folder/a/b': 'b', 'folder/c': 'c' });
const retries = { recursive: true, maxRetries: 2, retryDelay: 10 };

spawn(() => {
  for (const [file, options] of [
    ['/proc/self/attr', { recursive: true }],
    ['/proc/self/attr', retries],
    ['/proc/self/attr', { ...retries, force: true }],
    ['/proc/self/attr', { maxRetries: 2 }],
    ['/proc/self/comm', undefined],
    ['/proc/self/comm', retries],
    [at('file/through'), undefined],
    [at('none'), retries],
  ])
    assert.deepStrictEqual(failure(fs.rmSync, file, options), failure(plain, file, options), `${file} ${options}`);
  assert.ok(
    parks(() => failure(fs.rmSync, '/proc/self/attr', retries)),
    'others run',
  );

  // What can be removed in the end is.
  fs.rmSync(at('folder'), retries);
  assert.deepStrictEqual(fs.readdirSync(path.dirname(at('file'))), ['file']);
  console.log('ok');
});
