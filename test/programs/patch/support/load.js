'use strict';
const { isBuiltin } = require('node:module');

const GLOBALS = { Atomics, WebAssembly, globalThis };
const NOTHING = {};

/** What a patch is about, by its name: a builtin, nothing where this Node lacks it, or one of the globals. */
module.exports = (name) => GLOBALS[name] ?? (isBuiltin(`node:${name}`) ? require(`node:${name}`) : NOTHING);
