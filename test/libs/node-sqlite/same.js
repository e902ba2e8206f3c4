'use strict';
// Compares what `same.cases.js` gives in plain Node, in a fiber and on the hub.
require('../harness/same.cjs')(__dirname, __dirname, 'node:sqlite');
