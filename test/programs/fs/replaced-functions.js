// it: functions of fs that the program has replaced are called by those that call them in plain Node, as often, with the same arguments
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { tree } = require('../patch/support/kit');

const at = tree({ file: 'text', 'folder/a/b': 'text', 'other/c': 'text' });
const calls = [];
const shown = (argument) => {
  if (typeof argument === 'string') return path.relative(at(''), argument);
  return ArrayBuffer.isView(argument) ? argument.byteLength : typeof argument;
};

// The functions as the program has them before: what they call in their turn is looked at.
const { appendFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } = fs;
for (const name of Object.keys(fs).filter((key) => key.endsWith('Sync') && key !== 'closeSync')) {
  const found = fs[name];
  fs[name] = function replaced(...args) {
    calls.push([name, ...args.map(shown)]);
    return Reflect.apply(found, this, args);
  };
}

const CASES = {
  'a write with a flush': () => writeFileSync(at('file'), 'more', { flush: true }),
  'an append with a flush': () => appendFileSync(at('file'), Buffer.from('more'), { flush: true }),
  'a large write': () => writeFileSync(at('file'), Buffer.alloc(4 << 20)),
  'a read': () => readFileSync(at('file')).length,
  'a read of none': () => readFileSync(at('none')),
  'a cut': () => truncateSync(at('file'), 3),
  'a copy': () => cpSync(at('file'), at('copy')),
  'a copy of a folder': () => cpSync(at('folder'), at('copies'), { recursive: true }),
  'a removal': () => rmSync(at('other'), { recursive: true }),
};

function outcome(fn) {
  calls.length = 0;
  let result;
  try {
    result = fn();
  } catch ({ code }) {
    result = code;
  }
  return { result, calls: [...calls] };
}

setTimeout(() => {
  const others = setInterval(() => {}, 1); // so that no call is made at once because no other code is there
  const outcomes = Object.fromEntries(Object.entries(CASES).map(([name, fn]) => [name, outcome(fn)]));
  clearInterval(others);
  if (process.argv[2] === 'plain') return console.log(JSON.stringify(outcomes));
  const options = { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } };
  const plain = JSON.parse(execFileSync(process.execPath, [__filename, 'plain'], options));
  assert.deepStrictEqual(JSON.parse(JSON.stringify(outcomes)), plain);
  assert.ok(plain['a write with a flush'].calls.some(([name]) => name === 'fsyncSync'));
  console.log('ok');
}, 1);
