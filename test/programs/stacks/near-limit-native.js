// it: native code that recurses near the limit of JavaScript has the room that it has in plain Node: SQLite's expressions, copies of deep folders, sort and parse
// timeout: 120000
'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const vm = require('node:vm');
const { spawn } = require('greenpatch/api');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-near-'));
fs.mkdirSync(path.join(folder, 'tree', ...Array(60).fill('d')), { recursive: true });
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

let database = null;
try {
  database = new (require('node:sqlite').DatabaseSync)(':memory:');
} catch (error) {
  assert.match(error.code, /^ERR_UNKNOWN_BUILTIN_MODULE$/); // Node 20
}
const terms = Array(900).fill(1).join('+');
const source = `function f() { ${'if (a) { b() } else { c(d, [1, 2, { e: f }]) }'.repeat(300)} }`;
const { privateKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-521' });
const calls = {
  expression: () => database?.prepare(`select ${terms}`).all(),
  parentheses: () => database?.prepare(`select ${'('.repeat(90)}1${')'.repeat(90)}`).all(),
  copy: () => fs.cpSync(path.join(folder, 'tree'), path.join(folder, 'copy'), { recursive: true, force: true }),
  remove: () => fs.rmSync(path.join(folder, 'copy'), { recursive: true, force: true }),
  list: () => fs.readdirSync(path.join(folder, 'tree'), { recursive: true }),
  parse: () => JSON.parse('['.repeat(5000) + ']'.repeat(5000)),
  compile: () => new vm.Script(`${source} // ${crypto.randomUUID()}`),
  clone: () => structuredClone(JSON.parse('['.repeat(300) + ']'.repeat(300))),
  sign: () => crypto.sign('sha512', Buffer.from('x'), privateKey),
  format: () => new Intl.DateTimeFormat('de', { dateStyle: 'full', timeZone: 'Asia/Tokyo' }).format(0),
  sort: () => ['b', 'ä', 'a'].sort(new Intl.Collator('de').compare),
};

/** Goes down as far as possible; on the way back each of the last frames makes the call. */
function descend(call, budget) {
  try {
    descend(call, budget);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  if (budget.left-- <= 0) return;
  try {
    call();
    budget.worked++;
  } catch {
    budget.failed++; // with whatever error: some libraries wrap V8's
  }
}

spawn(() => {
  for (const [name, call] of Object.entries(calls)) {
    for (let i = 0; i < 2; i++) call();
    const budget = { left: 200, worked: 0, failed: 0 };
    spawn(descend, call, budget).get();
    assert.strictEqual(budget.worked + budget.failed, 200, name);
    call();
  }
  console.log('ok');
});
