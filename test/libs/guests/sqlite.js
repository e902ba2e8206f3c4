'use strict';
// Timers that use one SQLite, which reads and writes its files through fs.*Sync.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { load } = require('./kit');

const N = 40;
const folder = mkdtempSync(path.join(tmpdir(), 'greenpatch-guest-'));
const db = new (load('node-sqlite3-wasm').Database)(path.join(folder, 'guest.db'));
db.run('create table t (i integer primary key, v text)');

const text = (i) => 'v'.repeat(2000) + i;
let left = N;
const errors = [];

function use(i) {
  try {
    db.run('insert into t values (?, ?)', [i, text(i)]);
    if (db.get('select v from t where i = ?', [i]).v !== text(i)) throw new Error('the wrong value');
  } catch (error) {
    errors.push(error.message);
  }
  if (--left > 0) return;
  console.log(db.get('select count(*) c from t').c, db.get('pragma integrity_check').integrity_check, errors.join());
  db.close();
  rmSync(folder, { recursive: true });
  process.exit();
}

for (let i = 0; i < N; i++) setTimeout(use, 1, i);
