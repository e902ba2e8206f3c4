'use strict';
// What the programs of this folder share: a trace that is kept in memory, so that tracing schedules nothing itself, and is written
// out as the process exits.
const { writeSync } = require('node:fs');

const lines = [];
let exiting = false;

/** Adds a line to the trace. */
function log(...words) {
  lines.push(words.map(String).join(' '));
  if (exiting) flush();
}

function flush() {
  if (lines.length > 0) writeSync(1, `${lines.splice(0).join('\n')}\n`);
}

process.on('exit', () => {
  exiting = true;
  flush();
});

/** Logs a label, and what is drained after it: a tick, a promise job and a microtask. */
function note(label) {
  log(label);
  process.nextTick(log, `${label} > tick`);
  Promise.resolve().then(() => log(`${label} > job`));
  queueMicrotask(() => log(`${label} > microtask`));
}

/** Keeps the thread busy, until timers of a few milliseconds are due for sure. */
function spin(ms = 5) {
  const end = process.hrtime.bigint() + BigInt(ms) * 1_000_000n;
  while (process.hrtime.bigint() < end);
}

/** A log for one of two parties whose events are ordered only among themselves. It joins the trace as the process exits. */
function party(name) {
  const own = [];
  process.on('exit', () => own.forEach((line) => log(`${name}: ${line}`)));
  const add = (...words) => own.push(words.map(String).join(' '));
  add.note = (label) => {
    add(label);
    process.nextTick(add, `${label} > tick`);
    Promise.resolve().then(() => add(`${label} > job`));
  };
  return add;
}

/** Calls `note` for each of the emitter's events. */
function listen(emitter, prefix, events, add = note) {
  for (const event of events) emitter.on(event, () => add(`${prefix} ${event}`));
  return emitter;
}

/** Runs steps one after another: each is called with a function that starts the next. */
function inTurn(...steps) {
  const [step, ...rest] = steps;
  if (step) step(() => inTurn(...rest));
}

module.exports = { log, note, spin, party, listen, inTurn };
