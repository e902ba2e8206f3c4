'use strict';
const { run } = require('./work');

run('async', (pool) => async (goes, text, count) => {
  while (goes()) count(await pool.query(text));
});
