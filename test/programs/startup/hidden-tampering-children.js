// it: what a program deletes or replaces of the language's own objects does not disturb fibers
// timeout: 60000
'use strict';
const assert = require('assert');
const path = require('path');
const { execFile } = require('child_process');

const scenario = path.join(__dirname, 'support', 'tampering-scenario.js');
const thrower = '() => { throw new Error("tampered with"); }';
// What Node itself survives, but for the start of child processes.
const TAMPERED = [
  'delete Array.prototype[Symbol.iterator]; delete Map.prototype[Symbol.iterator]; delete Set.prototype[Symbol.iterator];',
  `Promise.prototype.then = ${thrower}; Promise.resolve = ${thrower};`,
  'for (const name of ["Map", "Set", "WeakMap", "WeakSet", "Promise", "Proxy", "Symbol", "Error"]) globalThis[name] = undefined;',
  `Reflect.apply = Reflect.ownKeys = Object.keys = Object.defineProperty = Object.entries = ${thrower};`,
  `for (const name of ["get", "set", "has", "delete", "add"]) for (const one of [Map, Set, WeakMap, WeakSet]) one.prototype[name] = ${thrower};`,
  'delete globalThis.Atomics; delete globalThis.Reflect; delete globalThis.SharedArrayBuffer;',
  'globalThis.process = undefined; globalThis.Buffer = undefined; globalThis.setTimeout = globalThis.setImmediate = undefined;',
];

let passed = 0;
for (const tampered of TAMPERED) {
  const program = `const scenario = require(${JSON.stringify(scenario)}); const { log } = console; ${tampered} scenario(() => log("ok"), { children: false });`;
  execFile(process.execPath, ['-r', 'greenpatch', '-e', program], { cwd: __dirname }, (error, stdout, stderr) => {
    assert.strictEqual(stdout, 'ok\n', `${tampered}\n${stderr}`);
    assert.strictEqual(error, null, tampered);
    if (++passed === TAMPERED.length) console.log('ok');
  });
}
