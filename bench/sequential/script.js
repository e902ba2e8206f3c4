'use strict';
// A script that does one thing after another: 300 times it reads a file, runs a child and writes a file, and nothing else runs.
// Run plain, and preloaded: in the main module, where start-up is plain Node's, or after an `await`.
const { execFileSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { arg, emit } = require('../common');

const where = arg(0, 'main');
const rounds = arg(1, 300);
const linux = process.platform === 'linux';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-bench-'));
const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];

/** CPU time of this process and of its children that have ended, in ms. */
function spent() {
  const { user, system } = process.cpuUsage();
  const fields = fs.readFileSync('/proc/self/stat', 'latin1').split(') ').pop().split(' ');
  return (user + system) / 1000 + (Number(fields[13]) + Number(fields[14])) * 10;
}

function script() {
  const before = linux ? spent() : 0;
  fs.writeFileSync(from, 'some text of a file\n'.repeat(200));
  for (let i = 0; i < rounds; i++) {
    const text = fs.readFileSync(from, 'utf8');
    const said = execFileSync('echo', [String(i)], { encoding: 'utf8' });
    fs.writeFileSync(to, text + said);
  }
  fs.rmSync(folder, { recursive: true });
  // Without the start-up, which is most of what is more in a short script.
  emit('sequential', 'script', { where, rounds }, linux ? { rounds_cpu_ms: spent() - before } : {});
}

async function afterAwait() {
  await null;
  script();
}

if (where === 'await') afterAwait();
else script();
