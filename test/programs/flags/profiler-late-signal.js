// it: with threads, a signal of V8's profiler that comes after the profile has ended does no harm; one that was sent to the process ends it
// engines: threads
'use strict';
const assert = require('assert');
const { spawnSync } = require('child_process');
const { constants } = require('os');
const { Session } = require('inspector');
const { spawn, sleep } = require('greenpatch/api');
const { native } = require('../../fixtures/addons');

const late = () => native.signalThread(constants.signals.SIGPROF);
if (process.argv[2] === 'sent') {
  spawn(() => {
    sleep(1);
    late();
    process.kill(process.pid, 'SIGPROF');
  });
  setTimeout(() => process.exit(3), 20_000);
} else {
  const session = new Session();
  session.connect();
  const post = (method) => session.post(method, (error) => assert.ifError(error));
  spawn(() => {
    late();
    post('Profiler.enable');
    post('Profiler.start');
    sleep(1);
    post('Profiler.stop'); // V8 puts back what was there before
    late();
    session.disconnect();
  }).then(() => {
    late();
    const { signal, status } = spawnSync(process.execPath, [__filename, 'sent']);
    assert.deepStrictEqual([signal, status], ['SIGPROF', null]);
    console.log('ok');
  });
}
