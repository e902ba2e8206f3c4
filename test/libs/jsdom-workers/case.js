'use strict';
// From version 28 on, a worker makes the requests; before, a child process did.
module.exports = require('../jsdom/case.js');
