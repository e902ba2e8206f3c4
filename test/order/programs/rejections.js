// it: unhandledRejection, rejectionHandled and multipleResolves among ticks, promise jobs and immediates
'use strict';
const { log, note, inTurn } = require('../kit');

process.on('unhandledRejection', (reason, promise) => note(`unhandled ${reason} ${typeof promise}`));
process.on('rejectionHandled', () => note('rejectionHandled'));

const reject = (reason) => Promise.reject(reason);
const handle = (promise) => promise.catch((reason) => note(`handled ${reason}`));

function rejections(label, next) {
  log(`--- ${label}`);
  reject(`${label} never`);
  const inTick = reject(`${label} in a tick`);
  process.nextTick(() => handle(inTick));
  const inJob = reject(`${label} in a job`);
  Promise.resolve().then(() => handle(inJob));
  const inTickOfJob = reject(`${label} in a tick of a job`);
  Promise.resolve().then(() => process.nextTick(() => handle(inTickOfJob)));
  const inImmediate = reject(`${label} in an immediate`);
  const chain = reject(`${label} chain`).then(() => log('never'));
  setImmediate(() => (note('immediate'), handle(inImmediate), handle(chain)));
  process.nextTick(() => (note('tick'), reject(`${label} of a tick`)));
  queueMicrotask(() => (note('microtask'), reject(`${label} of a microtask`)));
  (async () => {
    await null;
    throw `${label} async`;
  })();
  setImmediate(() => setImmediate(next));
}

inTurn(
  (next) => rejections('main', next),
  (next) => rejections('immediate', next),
  (next) => setTimeout(() => rejections('timer', next), 1),
  (next) => process.nextTick(() => rejections('tick', next)),
  (next) => Promise.resolve().then(() => rejections('job', next)),
  () => note('end'),
);
