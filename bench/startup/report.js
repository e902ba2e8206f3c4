'use strict';
// Prints at its end what the whole process has spent so far: CPU time of all threads, pages of memory that it has touched first, peak memory.
const { emit } = require('../common');

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  const { minorPageFault } = process.resourceUsage();
  emit('startup', 'report', {}, { cpu_ms: (user + system) / 1000, page_faults: minorPageFault });
});
