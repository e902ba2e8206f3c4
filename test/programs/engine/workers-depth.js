// it: fibers in workers recurse as deep as plain Node does there, by default and with resourceLimits.stackSizeMb, and --stack-size counts on the main thread
// timeout: 60000
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

/** Of frames of one size: the deepest of a few tries, since code that is compiled meanwhile has others. */
function depth() {
  let deepest = 0;
  for (let i = 0; i < 5; i++) {
    let n = 0;
    const down = () => {
      n++;
      down();
    };
    assert.throws(down, RangeError);
    deepest = Math.max(deepest, n);
  }
  return deepest;
}

const FLAGS = ['--no-opt', '--no-sparkplug', '--no-maglev'];
const SIZES = [undefined, 1, 2, 16];

async function measured() {
  const depths = [depth()];
  for (const stackSizeMb of SIZES) {
    const worker = new Worker(__filename, { resourceLimits: { stackSizeMb } });
    depths.push(await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject)));
  }
  console.log(JSON.stringify(depths));
}

function run(flags, preload) {
  const argv = [...FLAGS, ...flags, ...preload, __filename, 'measure'];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: 'utf8' }));
}

if (!isMainThread) parentPort.postMessage(depth());
else if (process.argv[2] === 'measure') measured();
else {
  for (const flags of [[], ['--stack-size=2000'], ['--stack-size=400']]) {
    const plain = run(flags, []);
    const fibers = run(flags, ['-r', 'greenpatch']);
    fibers.forEach((is, nth) => {
      const about = `${flags} ${nth === 0 ? 'main' : `worker ${SIZES[nth - 1]}`}: ${is} deep, ${plain[nth]} in plain Node`;
      assert.ok(is > plain[nth] * 0.97 && is < plain[nth] * 1.15, about);
    });
  }
  console.log('ok');
}
