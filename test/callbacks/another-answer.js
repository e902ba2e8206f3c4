'use strict';
// Stands in for greenpatch where a spec wants to see that differences are found.
require('../..');
const { entries } = require('./table');

const make = entries['Array.prototype.map'];
entries['Array.prototype.map'] = (call) => () => [...make(call)(), 'more'];
entries['Array.prototype.filter'] = () => () => process.kill(process.pid, 'SIGKILL');
