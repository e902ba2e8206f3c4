// it: a fiber that killAll is given twice is killed once: its clean-up may park
'use strict';
const assert = require('node:assert');
const { spawn, idle, killAll } = require('greenpatch/api');
const { gate } = require('./support/kit');

spawn(function main() {
  let cleaned = false;
  const fiber = spawn(() => {
    try {
      gate().pass();
    } finally {
      idle();
      cleaned = true;
    }
  });
  idle();
  killAll([fiber, fiber]);
  assert.strictEqual(cleaned, true);
  assert.strictEqual(fiber.state, 'killed');
  console.log('ok');
});
