'use strict';
// A worker for sync-rpc.
module.exports = (prefix) => (n) => `${prefix}${n}`;
