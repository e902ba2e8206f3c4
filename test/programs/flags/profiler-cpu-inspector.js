// it: the inspector's CPU profiler sees what runs in fibers, on fresh stacks and after parks, and the hub's own work
// engines: switch
'use strict';
const assert = require('assert');
const { Session } = require('inspector');
const { spawn, sleep, joinAll } = require('greenpatch/api');
const { engineStatus } = require('../../../dist/fiber');

const session = new Session();
session.connect();
const post = (method, params) => {
  let answer;
  session.post(method, params, (error, result) => {
    assert.ifError(error);
    answer = result;
  });
  return answer;
};

/** By the time that the process itself has had: on a busy machine others get theirs meanwhile. */
function burn(ms) {
  const end = process.cpuUsage().user + ms * 1000;
  let n = 0;
  while (process.cpuUsage().user < end) for (let i = 0; i < 1000; i++) n += Math.sqrt(n + 1);
  return n;
}
// Names of their own, so that the profile tells them apart.
function beforeAnyPark() {
  return burn(40);
}
function afterAPark() {
  return burn(40);
}
function onTheHub() {
  return burn(40);
}

assert.strictEqual(engineStatus().engine.binding.profilerSeesFibers(), true);
post('Profiler.enable');
post('Profiler.setSamplingInterval', { interval: 500 });
post('Profiler.start');
const fibers = Array.from({ length: 4 }, () =>
  spawn(() => {
    beforeAnyPark();
    sleep(1);
    afterAPark();
  }),
);
setTimeout(onTheHub, 1);
spawn(() => {
  joinAll(fibers);
  sleep(50);
  const { profile } = post('Profiler.stop');
  const hits = (name) =>
    profile.nodes.filter((node) => node.callFrame.functionName === name).reduce((sum, node) => sum + count(node), 0);
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const count = (node) => node.hitCount + (node.children ?? []).reduce((sum, id) => sum + count(byId.get(id)), 0);
  const seen = [beforeAnyPark, afterAPark, onTheHub].map((fn) => hits(fn.name));
  // 160, 160 and 40 ms at a sample each half millisecond; a busy machine may give fewer.
  assert.ok(seen[0] > 30 && seen[1] > 30 && seen[2] > 8, `samples: ${seen}`);
  session.disconnect();
  console.log('ok');
});
