'use strict';

// node -r greenpatch examples/time-limit.js
// A limit on how long any blocking code may take, whatever it calls inside.

const { execFileSync } = require('node:child_process');
const { withTimeout } = require('greenpatch');

function slowReport() {
  execFileSync('sleep', ['10']);
  return 'never printed';
}

const start = Date.now();
try {
  console.log(withTimeout(200, slowReport));
} catch (error) {
  console.log(error.code);
}
console.log(`gave up after ${((Date.now() - start) / 1000).toFixed(1)} s`);
