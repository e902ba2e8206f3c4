'use strict';
// Runs generated programs and prints what came of each.
//
//   node [-r greenpatch] batch.js <programs, JSON>
const { writeSync } = require('node:fs');
const { runAll } = require('./actions');

let results;
process.on('exit', () => {
  if (results) writeSync(1, JSON.stringify(results));
});
runAll(JSON.parse(process.argv[2])).then((done) => (results = done));
