'use strict';
const { createRequire } = require('node:module');
const { runAsWorker } = createRequire(process.env.LIBRARY_FOLDER)('synckit');
runAsWorker(require('./answer.cjs'));
