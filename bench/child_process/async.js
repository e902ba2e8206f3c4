'use strict';
const { execFile } = require('child_process');
const { promisify } = require('util');
const { pool } = require('../common');
const { begin, command, count, width } = require('./work');

const run = () => promisify(execFile)(...command);

async function main() {
  const end = begin();
  await pool(count, width, run);
  end('async');
}
main();
