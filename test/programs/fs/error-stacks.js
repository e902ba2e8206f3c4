// it: the stack of a failing file call begins at its caller and names greenpatch once, whether it parked or not
// preload: greenpatch
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');

const dist = path.join(__dirname, '..', '..', '..', 'dist');
const missing = path.join(__dirname, 'none', 'such');
const CALLS = {
  readFileSync: () => fs.readFileSync(missing),
  statSync: () => fs.statSync(missing),
  openSync: () => fs.openSync(missing),
  readdirSync: () => fs.readdirSync(missing),
  mkdirSync: () => fs.mkdirSync(path.join(missing, 'deeper')),
};

function framesOf(call) {
  try {
    call();
  } catch (error) {
    assert.strictEqual(error.code, 'ENOENT');
    return error.stack.split('\n    at ').slice(1);
  }
  return assert.fail('there is no such file');
}

setTimeout(() => {
  for (const [name, call] of Object.entries(CALLS)) {
    const frames = framesOf(call);
    assert.ok(frames[0].includes(__filename), `${name}: ${frames[0]}`);
    const ours = frames.filter((frame) => frame.includes(dist));
    assert.ok(ours.length <= 1, `${name}: ${ours.join('\n')}`);
  }
  console.log('ok');
}, 1);
