// it: code caches made without greenpatch are accepted with it, and its own engine leaves V8's hash of flags alone
'use strict';
const assert = require('assert');
const { execFileSync } = require('child_process');
const v8 = require('v8');
const vm = require('vm');
const { spawn } = require('greenpatch');

const source = '(function () { return 42; })()';
const make = `
  const script = new (require('vm').Script)(${JSON.stringify(source)});
  script.runInThisContext();
  process.stdout.write(JSON.stringify([require('v8').cachedDataVersionTag(), script.createCachedData().toString('base64')]));
`;
const env = { ...process.env, NODE_OPTIONS: '', GREENPATCH_ENGINE: 'off' };
const [tag, cache] = JSON.parse(execFileSync(process.execPath, ['-e', make], { env, encoding: 'utf8' }));

function check() {
  assert.strictEqual(v8.cachedDataVersionTag(), tag);
  const script = new vm.Script(source, { cachedData: Buffer.from(cache, 'base64') });
  assert.strictEqual(script.cachedDataRejected, false);
  assert.strictEqual(script.runInThisContext(), 42);
}

check();
spawn(() => {
  check();
  console.log('ok');
});
