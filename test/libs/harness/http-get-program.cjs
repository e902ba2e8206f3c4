'use strict';
// A child process that asks the slow server:   node http-get-program.cjs <port> <ms> <text>
const { promised } = require('./http-get.cjs');

const [, , port, ms, text] = process.argv;
promised(port, ms, text).then((reply) => process.stdout.write(reply));
