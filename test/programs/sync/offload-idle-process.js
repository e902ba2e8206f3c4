// it: threads that wait for work do not keep the process alive, and work under way does
// env: GREENPATCH_OFFLOAD_IDLE_MS=86400000
// expect-stdout: ^working\nresult 5\nok\n$
'use strict';
const { offload, spawn } = require('greenpatch/api');

process.on('exit', (code) => code === 0 && console.log('ok'));
spawn(() => {
  offload(() => 1);
  console.log('working');
  console.log(`result ${offload(() => new Promise((done) => setTimeout(done, 300, 5)))}`);
});
