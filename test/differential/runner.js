'use strict';
// Runs the cases of one file and prints what came of each as JSON: [label, outcome, whether other code ran meanwhile].
//   node runner.js <cases.js> <folder>        the originals
//   node -r greenpatch runner.js ...          the same in the main fiber
//   node -r greenpatch runner.js ... start-up  the same where nothing parks: whether a child was waited for without Node's binding
const { createHash } = require('node:crypto');
const path = require('node:path');

/** A text that is longer is compared by its hash. */
const LONGEST = 20_000;

const [, , file, folder, when] = process.argv;

/** Everything about an error that a program may look at. */
function describeError(error) {
  const own = Object.fromEntries(
    Object.entries(error)
      .sort()
      .map(([key, value]) => [key, describe(value, error)]),
  );
  const { name, code } = error;
  const message = describe(error.message);
  const headline = describe(String(error.stack).split('\n    at ')[0]);
  return { thrown: error.constructor.name, name, message, code, own, headline };
}

function describe(value, within) {
  if (value === within && value !== undefined) return '[circular]';
  if (value === undefined) return '[undefined]';
  if (typeof value === 'string' && value.length > LONGEST)
    return `${value.length} characters: ${createHash('sha1').update(value).digest('hex')}`;
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol')
    return String(value.toString());
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Error) return describeError(value);
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name} ${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1')}`;
  if (Array.isArray(value)) return value.map((item) => describe(item, within));
  if (value instanceof Map || value instanceof Set) return [value.constructor.name, ...value];
  const keys = Object.keys(value);
  return {
    class: value.constructor?.name ?? null,
    ...Object.fromEntries(keys.map((key) => [key, describe(value[key], within)])),
  };
}

function outcome(run) {
  try {
    return { value: describe(run()) };
  } catch (error) {
    return describeError(error);
  }
}

const results = [];
const times = new Map();
/** Cases are told apart by their names. */
function unique(label) {
  const time = (times.get(label) ?? 0) + 1;
  times.set(label, time);
  return time === 1 ? label : `${label} (${time})`;
}
// The main module blocks truly until it asks for others to run.
if (process.execArgv.includes('-r') && when !== 'start-up') require('../..').sleep(0);

let atOnce = false;
if (when === 'start-up') {
  const addon = require('../../dist/fiber/addon').loadBinding();
  const { spawnSync } = addon;
  addon.spawnSync = (options) => {
    const result = spawnSync(options);
    atOnce ||= result !== undefined;
    return result;
  };
}
for (const [label, run] of require(path.resolve(file))(folder)) {
  let others = false;
  atOnce = false;
  const immediate = setImmediate(() => (others = true));
  const result = outcome(run);
  clearImmediate(immediate);
  results.push([unique(label), result, when === 'start-up' ? atOnce : others]);
}
process.stdout.write(JSON.stringify(results));
