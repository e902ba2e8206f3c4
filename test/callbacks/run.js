'use strict';
// node [-r greenpatch] run.js PROGRAMS: prints the answers to each, as JSON. Programs are `{ chain, same }`. With `--workers`, two worker
// threads run them at the same time, and must agree.
const { isMainThread, parentPort, Worker, workerData } = require('node:worker_threads');
const { answersTo, parking, plain } = require('./kit');

const preloaded = Object.hasOwn(require.cache, require.resolve('../../dist/core.js'));

async function run(programs) {
  const how = preloaded ? parking() : plain;
  const all = [];
  for (const program of programs) {
    // A program that ends the process has been named before.
    if (process.env.CALLBACKS_TRACE) require('node:fs').writeSync(2, `@${JSON.stringify(program)}\n`);
    all.push(await answersTo(program, how));
  }
  return all;
}

function inWorker(programs) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: programs, stdout: false });
    worker.on('message', resolve).on('error', reject);
    worker.on('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
}

async function main() {
  if (!isMainThread) return parentPort.postMessage(await run(workerData));
  const programs = JSON.parse(process.argv[2]);
  const both = process.argv.includes('--workers') ? await Promise.all([inWorker(programs), inWorker(programs)]) : [await run(programs)]; // prettier-ignore
  const [one, other = one] = both;
  process.stdout.write(JSON.stringify(one.map((answers, i) => [...new Set([...answers, ...other[i]])])));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
