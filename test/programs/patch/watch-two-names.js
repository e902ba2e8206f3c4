// it: a class of Node's that has two names is one class while its calls are watched, and calls under both names are told of
// lines: >=22
// flags: --disable-warning=ExperimentalWarning
// engines: switch
'use strict';
const assert = require('node:assert');
const { watchUnyielding } = require('../../../dist/observe/watch/unyielding');
const { DatabaseSync: original } = process.getBuiltinModule('node:sqlite');

const told = [];
watchUnyielding({ entering() {}, called: (what) => told.push(what) });
const sqlite = require('node:sqlite');
const classes = Object.keys(sqlite).filter((name) => /^Database/.test(name));
assert.ok(classes.includes('DatabaseSync'));
for (const name of classes) {
  const Class = sqlite[name];
  assert.notStrictEqual(Class, original, `${name} is watched`);
  assert.strictEqual(Class, sqlite.DatabaseSync, `${name} is the same class`);
  new Class(':memory:').close();
  assert.deepStrictEqual(told.splice(0), ['sqlite.DatabaseSync', 'sqlite.DatabaseSync.close'], name);
}
console.log('ok');
