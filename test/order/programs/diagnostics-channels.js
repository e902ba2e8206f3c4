// it: diagnostics_channel: subscribers, bound stores, tracing channels of synchronous, asynchronous and callback functions
'use strict';
const { AsyncLocalStorage } = require('node:async_hooks');
const diagnostics = require('node:diagnostics_channel');
const { log, note } = require('../kit');

const channel = diagnostics.channel('order');
channel.subscribe((message) => note(`first ${message}`));
channel.subscribe((message) => note(`second ${message}`));
channel.publish('published');
process.nextTick(() => channel.publish('in a tick'));
setImmediate(() => channel.publish('in an immediate'));

const storage = new AsyncLocalStorage();
channel.bindStore(storage, (message) => `store of ${message}`);
channel.runStores('stores', () => {
  log('run', storage.getStore());
  process.nextTick(() => log('tick', storage.getStore()));
  Promise.resolve().then(() => log('job', storage.getStore()));
});
log('after', storage.getStore());

const tracing = diagnostics.tracingChannel('traced');
const handlers = {};
for (const name of ['start', 'end', 'asyncStart', 'asyncEnd', 'error'])
  handlers[name] = ({ label, result, error }) => note(`${label} ${name} ${result ?? error?.message ?? ''}`);
tracing.subscribe(handlers);
const fails = () => {
  throw new Error('x');
};
tracing.traceSync(() => 'value', { label: 'sync' });
try {
  tracing.traceSync(fails, { label: 'sync error' });
} catch {
  note('caught');
}
tracing.tracePromise(async () => 'value', { label: 'promise' }).then(() => note('promise done'));
tracing.tracePromise(async () => fails(), { label: 'promise error' }).catch(() => note('promise failed'));
tracing.traceCallback(
  (done) => setImmediate(done, null, 'value'),
  -1,
  { label: 'callback' },
  null,
  () => note('called back'),
);
note('main');
