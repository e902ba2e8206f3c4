// it: profilers that are started while fibers run on threads of their own do no harm (they just do not see them)
// engines: threads
'use strict';
const assert = require('assert');
const { Session } = require('inspector');
const { spawn, sleep, joinAll } = require('greenpatch/api');

const session = new Session();
session.connect();
const post = (method, params) => session.post(method, params, (error) => assert.ifError(error));
const burn = () => {
  const end = Date.now() + 20;
  let n = 0;
  while (Date.now() < end) n += Math.sqrt(n);
  return n;
};
post('Profiler.enable');
post('Profiler.setSamplingInterval', { interval: 200 });
post('Profiler.start');
const fibers = Array.from({ length: 5 }, () =>
  spawn(() => {
    burn();
    sleep(1);
    burn();
  }),
);
spawn(() => {
  post('Profiler.stop');
  post('Profiler.start'); // from a fiber: another thread than the one that samples
  burn();
  joinAll(fibers);
  post('Profiler.stop');
  setTimeout(() => {
    session.disconnect();
    console.log('ok');
  }, 1);
});
