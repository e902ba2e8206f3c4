'use strict';
const { createRequire } = require('node:module');
const { promised } = require('../harness/http-get.cjs');

const { runAsWorker } = createRequire(process.env.SYNCKIT_FOLDER)('synckit');
runAsWorker(promised);
