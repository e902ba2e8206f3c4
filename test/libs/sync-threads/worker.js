'use strict';
const { createRequire } = require('node:module');
const { workerData } = require('node:worker_threads');
const { promised } = require('../harness/http-get.cjs');

const { folder } = workerData.inputData;
const { runAsWorker } = createRequire(`${folder}/package.json`)('sync-threads');
runAsWorker(({ port, ms, text }) => promised(port, ms, text));
