// it: every way to wait is in the wait-for graph, with the fibers that could end the wait where there are such
// preload: greenpatch
// env: GREENPATCH_GUESTS=park GREENPATCH_COMPAT_WORKERS=1 GREENPATCH_OFFLOAD_THREADS=1
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const net = require('node:net');
const path = require('node:path');
const { PassThrough, readSync } = require('node:stream');
const api = require('greenpatch/api');
const { Channels } = require('../../../dist/compat/core/channels');
const { LibraryLock } = require('../../../dist/compat/core/lock');
const { DatabaseTurn } = require('../../../dist/compat/sqlite/turn');
const { gate, settle } = require('../hub/support/kit');
const { worker } = require('../guests/support/modules');
const { tree } = require('../patch/support/kit');
const { spawn } = api;

/** Where a fiber stays that has what another one wants. */
function stay() {
  gate('stay').pass();
}
globalThis.stay = stay;
const at = tree({
  'slow.js': 'stay();',
  'slow.mjs': 'note(); stay();',
  'one.mjs': `import './slow.mjs';`,
  'other.mjs': `import './slow.mjs';`,
});
/** A fiber that has it, and one that waits for it. */
const two = (has, wants = has) => [spawn(has), spawn(wants)];
/** Takes what `make` makes, and stays. */
const held = (lock) => two(() => (lock.acquire(), stay()), () => lock.acquire()); // prettier-ignore
const alone = (wants) => [undefined, spawn(wants)];

/** By the file in src that makes the line: what starts the wait, what reports call it, and whether what it waits for has an owner. */
const WAYS = [
  ['hub/result.ts', /^join of fiber \d+ \(stay\)$/, () => joined((fiber) => fiber.join())],
  ['hub/result.ts', /^join of fiber \d+ \(stay\)$/, () => joined((fiber) => fiber.get())],
  ['hub/result.ts', /^wait for fiber \d+ \(stay\)$/, () => joined((fiber) => api.wait(fiber))],
  ['hub/result.ts', /^join of fiber \d+ /, () => joined((fiber) => fiber.kill(), unkilled)],
  ['hub/group.ts', /^joinAll of 1 fibers/, () => joined((fiber) => api.joinAll([fiber]))],
  ['hub/group.ts', /^joinAll of 1 fibers/, () => joined((fiber) => api.killAll([fiber]), unkilled)],
  ['hub/wait.ts', /^wait for a promise$/, () => alone(() => api.wait(new Promise(() => {})))],
  ['sync/semaphore.ts', /^Semaphore#acquire$/, () => held(new api.Semaphore(1))],
  ['sync/semaphore.ts', /^Semaphore#acquire$/, () => held(new api.BoundedSemaphore(1))],
  ['sync/rlock.ts', /^RLock#acquire$/, () => held(new api.RLock())],
  ['sync/condition.ts', /^Condition#wait$/, () => alone(() => conditionally(new api.Condition()))],
  ['sync/event.ts', /^Event#wait$/, () => alone(() => new api.Event().wait())],
  ['sync/async-result.ts', /^AsyncResult#get$/, () => alone(() => new api.AsyncResult().get())],
  ['sync/barrier.ts', /^Barrier#wait$/, () => alone(() => new api.Barrier(2).wait())],
  ['sync/exchange.ts', /^Channel#get$/, () => alone(() => new api.Channel().get())],
  ['sync/exchange.ts', /^Channel#put$/, () => alone(() => new api.Channel().put(1))],
  ['sync/exchange.ts', /^Queue#put$/, () => alone(() => filled(new api.Queue(1)).put(2))],
  ['sync/exchange.ts', /^LifoQueue#get$/, () => alone(() => new api.LifoQueue().get())],
  ['sync/exchange.ts', /^PriorityQueue#get$/, () => alone(() => new api.PriorityQueue().get())],
  ['sync/exchange.ts', /^Queue#peek$/, () => alone(() => new api.Queue().peek())],
  ['sync/joinable-queue.ts', /^JoinableQueue#join$/, () => alone(() => filled(new api.JoinableQueue()).join())],
  ['sync/select.ts', /^select of 2$/, () => alone(() => api.select([new api.Channel(), new api.Queue()]))],
  ['sync/group.ts', /^Group#join$/, () => grouped(new api.Group(), (group) => group.join())],
  ['sync/group.ts', /^Group#join$/, () => grouped(new api.Group(), (group) => group.join({ raiseError: true }))],
  ['sync/pool.ts', /^Pool#spawn$/, () => grouped(new api.Pool(1), (pool) => pool.spawn(stay))],
  ['sync/nursery.ts', /^the end of a nursery$/, nursery],
  ['sync/offload.ts', /^offload of the offloaded function forever$/, () => two(() => api.offload(forever))],
  ['compat/core/lock.ts', /^it, which another fiber is in$/, () => locked(new LibraryLock())],
  ['compat/core/channels.ts', /^it, all of whose 1 workers are busy$/, channels],
  ['compat/adapters/fibers/task.ts', /^run of a node-fiber that is parked itself$/, nodeFiber],
  ['compat/sqlite/turn.ts', /^it, which another fiber is using$/, () => turns(new DatabaseTurn('it', KEEPS))],
  ['patch/calls/reading.ts', /^stream\.readSync$/, () => reads(new PassThrough())],
  ['patch/calls/servers.ts', /^net\.Server\.acceptSync$/, () => accepts(net.createServer())],
  ['patch/builtins/global/dispatching.ts', /^an event that another fiber dispatches$/, dispatches],
  [
    'patch/builtins/webassembly/lock.ts',
    /^a call into WebAssembly instance \d+ .*, which another fiber is in$/,
    guests,
  ],
  ['patch/builtins/module/loads.ts', /^require of .*slow\.js, which fiber \d+ .* is loading$/, () => two(() => require(at('slow.js')))], // prettier-ignore
  [
    'patch/builtins/module/evaluation.ts',
    /^evaluation of an ES module, which fiber \d+ .* is evaluating$/,
    evaluations,
  ],
];

/** Killed, it still has something to do. */
const unkilled = () => {
  try {
    stay();
  } finally {
    stay();
  }
};
function joined(wait, body = stay) {
  const fiber = spawn(body);
  settle();
  return [fiber, spawn(() => wait(fiber))];
}
const conditionally = (condition) => condition.lock.runExclusive(() => condition.wait());
const filled = (queue) => (queue.put(1), queue);
const grouped = (group, wait) => [group.spawn(stay), spawn(() => wait(group))];
const locked = (lock) => two(() => lock.with('it', stay));
const reads = (stream) => two(() => readSync(stream));
function nursery() {
  let child;
  const waits = spawn(() => api.nursery((one) => void (child = one.spawn(stay))));
  settle();
  return [child, waits];
}
const forever = () => new Promise(() => setInterval(() => {}, 1000));
function channels() {
  const one = new Channels('it', 1, { active: true }, () => stay);
  const [first, second] = two(() => one.call(stay, (target) => target()));
  settle();
  return [ownersOf(first)[0], second];
}
function nodeFiber() {
  const fiber = require('fibers')(stay);
  return two(() => fiber.run());
}
const KEEPS = { keeps: () => false, settling: () => false };
const turns = (turn) => two(() => (turn.enter(), stay()), () => turn.enter()); // prettier-ignore
function accepts(server) {
  server.listenSync(0, '127.0.0.1');
  return two(() => server.acceptSync());
}
function dispatches() {
  const target = new EventTarget();
  target.addEventListener('it', stay);
  const event = new Event('it');
  return two(() => target.dispatchEvent(event));
}
function guests() {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(worker), { e: { block: () => (stay(), 0) } });
  return two(() => exports.work(1));
}
/** The loader calls both on fibers of its own. */
function evaluations() {
  let owner;
  globalThis.note = () => (owner = api.currentFiber());
  for (const name of ['one.mjs', 'other.mjs']) void import(at(name));
  const isOne = ({ what }) => what.startsWith('evaluation');
  for (let turns = 0; turns < 10_000 && !api.waitGraph().some(isOne); turns++) api.sleep(1);
  return [owner, api.waitGraph().find(isOne)?.fiber];
}
const nodeOf = (fiber) => api.waitGraph().find((node) => node.fiber === fiber);
const ownersOf = (fiber) => nodeOf(fiber).owners;

/** The files of src in which something is made that fibers wait in. */
function files() {
  const src = path.join(__dirname, '..', '..', '..', 'src');
  const names = fs.readdirSync(src, { recursive: true }).map((name) => name.replaceAll(path.sep, '/'));
  const makes = /new (WaitList|WaitInLines|Mutex|Wait)\b|extends Wait\b/;
  return names.filter((name) => name.endsWith('.ts') && makes.test(fs.readFileSync(path.join(src, name), 'utf8')));
}
/** What is made for those in the table, and what another program shows. */
const ELSEWHERE = [
  'hub/mutex.ts',
  'hub/wait-list.ts',
  'hub/waiter.ts',
  'sync/offload-pool.ts',
  'compat/sqlite/conversation.ts',
];

spawn(() => {
  for (const [file, what, begin] of WAYS) {
    const [owner, waits] = begin();
    settle();
    assert.match(nodeOf(waits)?.what ?? 'nothing', what, file);
    assert.deepStrictEqual(
      ownersOf(waits).map(({ id }) => id),
      owner === undefined ? [] : [owner.id],
      file,
    );
  }
  const named = new Set([...WAYS.map(([file]) => file), ...ELSEWHERE]);
  const makers = files();
  const unnamed = makers.filter((file) => !named.has(file));
  assert.deepStrictEqual(unnamed, [], 'every file that makes something to wait in has a line in the table above');
  assert.deepStrictEqual([...named].filter((file) => !makers.includes(file)), []); // prettier-ignore
  console.log('ok');
  process.exit();
});
