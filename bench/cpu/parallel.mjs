// CPU-bound blocking calls in four fibers, against the same calls one after the other without greenpatch, in the same run; and what
// a short call costs in a fiber, against the original.
//
//   node bench/cpu/parallel.mjs [repeats]
import { createRequire } from 'node:module';
import crypto from 'node:crypto';
import zlib from 'node:zlib';

const require = createRequire(import.meta.url);
const { patch, unpatch, spawn, joinAll } = require('greenpatch/api');

const REPEATS = Number(process.argv[2] ?? 7);
const FIBERS = 4;
const text = Buffer.from(
  Array.from({ length: 100_000 }, (_, i) => `{"id":${i},"name":"user ${(i * 7919) % 1000}"}`).join(),
);
const packed = zlib.deflateSync(text);
const small = Buffer.from('x'.repeat(100));
const smallPacked = zlib.deflateSync(small);
const edwards = crypto.generateKeyPairSync('ed25519').privateKey;

const LONG = {
  pbkdf2Sync: () => crypto.pbkdf2Sync('pass', 'salt', 200_000, 32, 'sha512'),
  scryptSync: () => crypto.scryptSync('pass', 'salt', 32, { N: 32_768, maxmem: 2 ** 27 }),
  'deflateSync 4 MB': () => zlib.deflateSync(text),
  'inflateSync 4 MB': () => zlib.inflateSync(packed),
};
const SHORT = {
  'deflateSync 100 bytes': [() => zlib.deflateSync(small), 300],
  'inflateSync 100 bytes': [() => zlib.inflateSync(smallPacked), 300],
  'pbkdf2Sync 10 iterations': [() => crypto.pbkdf2Sync('pass', 'salt', 10, 32, 'sha256'), 1000],
  'randomBytes 16': [() => crypto.randomBytes(16), 3000],
  'sign ed25519': [() => crypto.sign(null, small, edwards), 300],
};

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
function timed(run) {
  const started = performance.now();
  run();
  return performance.now() - started;
}
const inFibers = (run) =>
  joinAll(
    Array.from({ length: FIBERS }, () => spawn(run)),
    { raiseError: true },
  );
function times(run, count) {
  for (let i = 0; i < count; i++) run();
}

console.log(`Node ${process.version}: ${FIBERS} fibers against one after the other; above 1 is faster`);
for (const [name, run] of Object.entries(LONG)) {
  const ratios = [];
  for (let i = 0; i < REPEATS; i++) {
    const plain = timed(() => times(run, FIBERS));
    patch('zlib', 'crypto');
    const cpu = process.cpuUsage();
    const fibers = await spawn(() => timed(() => inFibers(run)));
    const { user, system } = process.cpuUsage(cpu);
    unpatch();
    ratios.push([plain / fibers, (user + system) / 1000 / fibers]);
  }
  const [speed, cores] = [0, 1].map((at) => median(ratios.map((ratio) => ratio[at])));
  console.log(`${name.padEnd(30)} ${speed.toFixed(2)}   ${cores.toFixed(2)} cores at work`);
}
console.log('short calls in a fiber against the original; 1 is the same');
for (const [name, [run, count]] of Object.entries(SHORT)) {
  const ratios = [];
  for (let i = 0; i < 5 * REPEATS; i++) {
    const plain = timed(() => times(run, count));
    patch('zlib', 'crypto');
    const fiber = await spawn(() => timed(() => times(run, count)));
    unpatch();
    ratios.push(fiber / plain);
  }
  console.log(`${name.padEnd(30)} ${median(ratios).toFixed(2)}`);
}
