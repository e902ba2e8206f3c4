'use strict';
// The price of reading and looking at files that the kernel has cached, each call in the best of many batches, and what a read of a file
// that is not cached does to all other code: the largest gap between two turns of a ticking immediate. Run plain, and preloaded,
// where all this is in the main fiber.
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { emit, arg } = require('../common');

const BATCH = 500;
const COLD_FILES = 8;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-bench-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

function file(name, bytes) {
  const made = path.join(folder, name);
  fs.writeFileSync(made, Buffer.alloc(bytes, 'some text of a file\n'));
  return made;
}

function best(batches, call) {
  let least = Infinity;
  for (let i = 0; i < batches; i++) {
    const begin = process.hrtime.bigint();
    for (let k = 0; k < BATCH; k++) call();
    least = Math.min(least, Number(process.hrtime.bigint() - begin) / BATCH);
  }
  return least;
}

/** Writes a file's pages out and takes them from the page cache. GNU dd calls posix_fadvise(POSIX_FADV_DONTNEED) for that. */
function chill(name) {
  execFileSync('dd', [`if=${name}`, `of=${name}`, 'conv=notrunc,fdatasync', 'oflag=nocache', 'bs=1M'], {
    stdio: 'ignore',
  });
  execFileSync('dd', [`if=${name}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
}

/** In ms. */
function coldGap() {
  const cold = Array.from({ length: COLD_FILES }, (_, i) => file(`cold-${i}`, 8 << 20));
  cold.forEach(chill);
  let last = performance.now();
  let gap = 0;
  let on = true;
  const tick = () => {
    gap = Math.max(gap, performance.now() - last);
    last = performance.now();
    if (on) setImmediate(tick);
  };
  setImmediate(tick);
  for (const name of cold) fs.readFileSync(name);
  on = false;
  return Math.max(gap, performance.now() - last);
}

const batches = arg(0, 200);
const [small, large] = [file('small', 4096), file('large', 65536)];
const metrics = {
  read4k_text_ns: best(batches, () => fs.readFileSync(small, 'utf8')),
  read4k_ns: best(batches, () => fs.readFileSync(small)),
  read64k_text_ns: best(batches, () => fs.readFileSync(large, 'utf8')),
  read64k_ns: best(batches, () => fs.readFileSync(large)),
  stat_ns: best(batches, () => fs.statSync(small)),
  exists_ns: best(batches, () => fs.existsSync(small)),
};
if (process.platform === 'linux') metrics.cold_gap_ms = coldGap();
emit('fs', 'greenpatch', { batches, files: process.env.GREENPATCH_FS ?? 'auto' }, metrics);
