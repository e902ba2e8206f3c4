'use strict';
const { createRequire } = require('node:module');
const answer = require('./answer.cjs');
const { runAsWorker } = createRequire(process.env.LIBRARY_FOLDER)('sync-threads');
runAsWorker(({ text, ms }) => answer(text, ms));
