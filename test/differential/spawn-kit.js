'use strict';
// What the cases about child processes share: results in which nothing differs between two runs of the same.
const cp = require('node:child_process');

// Greenpatch has read its settings; children are to have the same environment with and without it.
for (const name of Object.keys(process.env)) if (name.startsWith('GREENPATCH_')) delete process.env[name];

/** Takes the process id out of an error or a result, if it has one, and notes the order of the properties. */
function steady(thing) {
  if (typeof thing.pid === 'number' && thing.pid > 0) thing.pid = 1;
  return Object.assign(thing, { keys: Object.keys(thing).join() });
}

/** A result of spawnSync: its fields, their order, and which are the same object. */
exports.spawn = (...args) => {
  const result = cp.spawnSync(...args);
  const same = [result.stdout === result.output?.[1], result.stderr === result.output?.[2]];
  const views = (result.output ?? []).map((out) =>
    out instanceof Uint8Array ? [out.byteOffset, out.buffer.byteLength, out.buffer.constructor.name] : typeof out,
  );
  if (result.error) {
    delete result.error.stack;
    steady(result.error);
  }
  return { ...steady(result), same, views };
};

/** Runs one of the others; what it throws is compared field by field. */
exports.failing = (run) => {
  try {
    return run();
  } catch (error) {
    throw typeof error === 'object' && error !== null && Object.isExtensible(error) ? steady(error) : error;
  }
};

/** The same for each of the three functions, for a command of the shell. */
exports.inEachForm = (add, label, command, options) => {
  add(`${label}: spawnSync`, () => exports.spawn('/bin/sh', ['-c', command], options));
  add(`${label}: execFileSync`, () => cp.execFileSync('/bin/sh', ['-c', command], { stdio: 'pipe', ...options }));
  add(`${label}: execSync`, () => cp.execSync(command, { stdio: 'pipe', ...options }));
};
