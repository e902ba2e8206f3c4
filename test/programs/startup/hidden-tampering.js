// it: greenpatch's code uses no method and no object that a program has replaced
// preload: greenpatch
// env: GREENPATCH_FRAMES=show
'use strict';
const assert = require('assert');
const scenario = require('./support/tampering-scenario');
const tampered = require('./support/tampered');

scenario(() => {
  assert.deepStrictEqual(tampered.uses(), []);
  console.log('ok');
});
