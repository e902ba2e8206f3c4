'use strict';
const { spawn, sync } = require('greenpatch');
const { run } = require('./work');

run('straight', (pool) => {
  const db = sync(pool);
  return (goes, text, count) =>
    spawn(() => {
      while (goes()) count(db.query(text));
    });
});
