'use strict';
// The same with faults, in fibers only: each call takes three times as long, and errors are others.
const checked = require('./checked.js');

Object.assign(exports, checked);
exports.blocking = (client, n, ms) => checked.blocking(client, n, ms * 3);
exports.inFlight = async (client, sync) => {
  try {
    return await checked.inFlight(client, (target) => target);
  } catch (error) {
    const plain = sync(client) === client;
    throw plain ? error : new Error('another one', { cause: error });
  }
};
