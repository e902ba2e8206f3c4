'use strict';
const { execFile } = require('child_process');
const { promisify } = require('util');
const { begin, command, count, atOnce } = require('./work');

const run = () => promisify(execFile)(...command);

async function main() {
  const end = begin();
  if (atOnce) await Promise.all(Array.from({ length: count }, run));
  else for (let i = 0; i < count; i++) await run();
  end('async');
}
main();
