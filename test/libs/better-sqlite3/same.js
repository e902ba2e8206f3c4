'use strict';
// Compares what `same.cases.js` gives in plain Node, in a fiber and on the hub: node same.js <folder where the library is installed>
require('../harness/same.cjs')(__dirname, process.argv[2], 'better-sqlite3');
