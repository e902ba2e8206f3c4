'use strict';
// Prints at its end what the whole process has spent so far: CPU time of all threads, peak memory.
const { emit } = require('../common');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  emit('startup', 'report', {}, { cpu_ms: (user + system) / 1000 });
});
