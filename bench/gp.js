'use strict';
// The public API for the greenpatch programs, and the engine in use, which they report.
const api = require('greenpatch/api');
const { engineStatus } = require('../dist/fiber');

const { engine, refusals } = engineStatus();
if (engine === null) throw new Error('no engine: ' + refusals.join('; '));

/** Runs a program's main function in a fiber; a failure ends the process. */
const run = (main) => {
  api.spawn(main);
};

module.exports = { ...api, engine: engine.kind, run };
