// it: events of a worker and order of things inside it
'use strict';
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { log } = require('../kit');

if (isMainThread) {
  const { note } = require('../kit');
  const worker = new Worker(__filename, { workerData: 'data' });
  for (const event of ['online', 'exit', 'error', 'messageerror'])
    worker.on(event, (code) => note(`${event} ${code ?? ''}`));
  worker.on('message', (message) => {
    if (message.lines) for (const line of message.lines) log(`worker: ${line}`);
    else note(`message ${message}`);
  });
  worker.postMessage('ping');
  const failing = () => {
    const other = new Worker('setImmediate(() => { throw new TypeError("in a worker") })', { eval: true });
    other.on('error', (error) => note(`error ${error.name} ${error.message}`));
    other.on('exit', (code) => note(`exit ${code}`));
  };
  worker.on('exit', () => setImmediate(failing));
} else {
  const lines = [];
  const add = (line) => lines.push(line);
  const note = (label) => {
    add(label);
    process.nextTick(add, `${label} > tick`);
    Promise.resolve().then(() => add(`${label} > job`));
  };
  note(`main ${workerData}`);
  process.nextTick(note, 'tick');
  queueMicrotask(() => note('microtask'));
  parentPort.once('message', (message) => {
    note(`message ${message}`);
    parentPort.postMessage('pong');
    setImmediate(() => {
      note('immediate');
      setTimeout(() => {
        note('timer');
        process.nextTick(() => setImmediate(() => parentPort.postMessage({ lines })));
      }, 1);
    });
  });
}
