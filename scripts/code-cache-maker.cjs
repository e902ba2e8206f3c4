// Makes one code cache, that of the running Node: code-cache.mjs starts it as `node -r code-cache-maker.cjs code-cache-maker.cjs <id>`.
// Preloaded, it is the preload, from a script of its own. As the main module it is a program that does what most programs do. So the cache
// has the code of all functions that these need, and of no others: whatever it loads that most programs do without would be in the cache.
'use strict';
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const path = require('node:path');

/** @param {string} dist @param {string} file what is made */
function preload(dist, file) {
  process.env.GREENPATCH_FRAMES = 'show'; // a cache keeps that a script is hidden
  const { Module } = require('node:module');
  const { Script } = require('node:vm');
  const filename = path.join(dist, 'core-code.js');
  const core = path.join(dist, 'core.js');
  const script = new Script(readFileSync(filename, 'latin1'), { filename });
  const own = new Module(core);
  require.cache[core] = own;
  Reflect.apply(script.runInThisContext(), own.exports, [own.exports, Module.createRequire(core), own, filename, dist]);
  own.exports = own.exports.require_shared().firstCore(own.exports);
  own.loaded = true;
  require(path.join(dist, 'index.js'));
  process.once('exit', () => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, Buffer.concat([script.createCachedData(), Buffer.from(`\0${dist}`)]));
    renameSync(`${file}.${process.pid}`, file); // no process reads half a file
  });
}

/** Ticks, promise jobs, timers, immediates, a file that is read: all that is an entry point in every program, and no park. */
function program() {
  process.nextTick(() => Promise.resolve().then(() => {}));
  setTimeout(() => setImmediate(() => {}), 0);
  readFileSync(__filename);
}

if (require.main === undefined) {
  const dist = path.join(path.dirname(__dirname), 'dist');
  const name = `${process.version}-${process.platform}-${process.arch}.${process.argv[2]}`;
  const file = path.join(dist, 'code-cache', name);
  delete require.cache[__filename];
  if (!existsSync(file)) preload(dist, file);
} else {
  program();
}
