'use strict';
// Stands in for greenpatch where a spec wants to see that a difference is found.
require('../..');
const { map } = Array.prototype;
Array.prototype.map = function (fn) {
  return Reflect.apply(map, this, [fn, 1]).concat(/callbacks/.test(new Error().stack) && this[0] === 5 ? ['more'] : []);
};
const { filter } = Array.prototype;
Array.prototype.filter = function (...args) {
  if (this.length === 4 && this[0] === 5) process.kill(process.pid, 'SIGKILL');
  return Reflect.apply(filter, this, args);
};
