// it: Node reads a source map in the midst of require without letting other code run
// preload: greenpatch
// flags: --enable-source-maps
// env: GREENPATCH_FS=park
const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawn } = require('greenpatch');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-maps-'));
const file = path.join(folder, 'mapped.js');
fs.writeFileSync(file, 'exports.make = () => new Error("x");\n//# sourceMappingURL=gone.js.map\n');

/** What is done while a tick waits: did it run meanwhile? */
function runsMeanwhile(fn) {
  let ran = false;
  process.nextTick(() => (ran = true));
  fn();
  return ran;
}

spawn(() => {
  let make;
  assert.ok(
    runsMeanwhile(() => fs.readFileSync(__filename)),
    'a read of the program lets others run, with this setting',
  );
  assert.ok(!runsMeanwhile(() => ({ make } = require(file))), 'require');
  assert.ok(!runsMeanwhile(() => assert.match(String(make().stack), /mapped\.js/)), 'the stack of an error');
  fs.rmSync(folder, { recursive: true });
  console.log('ok');
});
