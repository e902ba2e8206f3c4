// it: import() in CommonJS, from the main module, a tick, a timer and an immediate, and require of an ES module
// flags: --disable-warning=ExperimentalWarning
'use strict';
const { note, inTurn } = require('../kit');

const load = (label, name, next) => {
  import(name).then(
    ({ value }) => (note(`${label} ${value}`), setImmediate(next)),
    (error) => (note(`${label} ${error.message}`), setImmediate(next)),
  );
  note(`${label} begun`);
};
inTurn(
  (next) => load('main', './support/modules/sync.mjs', next),
  (next) => process.nextTick(load, 'tick', './support/modules/async.mjs', next),
  (next) => setTimeout(load, 1, 'timer', './support/modules/common.cjs', next),
  (next) => setImmediate(load, 'immediate', './support/modules/failing.mjs', next),
  (next) => {
    process.nextTick(note, 'tick before');
    Promise.resolve().then(() => note('job before'));
    try {
      note(`required ${require('./support/modules/required.mjs').value}`);
      require('./support/modules/async.mjs');
    } catch (error) {
      note(error.code);
    }
    setImmediate(next);
  },
  () => note('end'),
);
