'use strict';
// What the programs about child processes share: what this process has, as the system sees it.
const fs = require('node:fs');
const { original } = require('greenpatch');
const { turns } = require('../../patch/support/kit');

const list = original('fs', 'readdirSync') ?? fs.readdirSync;
const read = original('fs', 'readFileSync') ?? fs.readFileSync;

exports.LINUX = process.platform === 'linux';

/** Open descriptors; one of them is that of the folder. */
exports.descriptors = () => list('/proc/self/fd').length;

/** Children of this process, those that have ended and were not waited for among them: [pid, state]. */
exports.childrenOf = (parent = process.pid) =>
  list('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const [state, of] = read(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /, '')
        .split(' ');
      return Number(of) === parent ? [[Number(pid), state]] : [];
    } catch {
      return []; // gone meanwhile
    }
  });

/** Parks until `done()`. */
exports.until = (done) => {
  while (!done()) turns(1);
};

/** What is written to a file, once it is there as a whole. */
exports.written = (file) => {
  exports.until(() => fs.existsSync(file));
  return fs.readFileSync(file, 'utf8').trim();
};

/** A shell command that writes down its process id. */
exports.noting = (file) => `echo $$ > ${file}.part; mv ${file}.part ${file}`;
