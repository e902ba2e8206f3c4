// it: invariant 10: originals are recorded, patching twice is patching once, unpatching restores the identical functions
'use strict';
const assert = require('node:assert');
const { patch, unpatch, isPatched, original } = require('greenpatch/api');
const { patches } = require('../../../dist/patch');
const load = require('../patch/support/load');

/** The property that carries a patched function, wherever the name goes into. */
function property(declaration, name) {
  const keys = name.split('.');
  const key = keys.pop();
  const holder = keys.reduce((object, step) => object?.[step], load(declaration.module));
  let value; // first: some are getters that replace themselves
  try {
    value = holder?.[key];
  } catch {
    value = undefined; // a getter of instances, which are not at hand
  }
  return holder && { value, descriptor: Object.getOwnPropertyDescriptor(holder, key) };
}

const NAMES = patches.flatMap((declaration) =>
  Object.keys(declaration.implements).map((name) => ({ declaration, name })),
);
const snapshot = () => NAMES.map(({ declaration, name }) => property(declaration, name));
const changed = (a, b) => NAMES.filter((_, i) => a[i]?.value !== b[i]?.value).map(({ name }) => name);

const before = snapshot();
// An original without a name has one while a proxy stands for it, for the sake of stacks.
const names = before.map((found) => found?.value?.name);
const present = NAMES.filter((_, i) => typeof before[i]?.value === 'function');
assert.ok(present.length > 30, `${present.length} functions`);
for (const { declaration, name } of present) {
  assert.strictEqual(isPatched(declaration.module, name), false);
  assert.strictEqual(original(declaration.module, name), property(declaration, name).value);
}

patch();
const patched = snapshot();
const done = NAMES.map((entry, i) => ({ ...entry, i })).filter(({ i }) => patched[i]?.value !== before[i]?.value);
assert.ok(done.length > present.length * 0.8, `only ${done.length} of ${present.length} were replaced`);
const check = () => {
  for (const { declaration, name, i } of done) {
    const what = `${declaration.module}.${name}`;
    assert.strictEqual(isPatched(declaration.module), true, what);
    assert.strictEqual(isPatched(`node:${declaration.module}`, name), true, what);
    assert.strictEqual(original(declaration.module, name), before[i].value, what);
    assert.strictEqual(patched[i].value.name, names[i], what);
    assert.strictEqual(patched[i].value.length, before[i].value.length, what);
  }
};
check();

patch();
patch(...patches.map(({ module }) => module));
assert.deepStrictEqual(changed(snapshot(), patched), [], 'patching twice changed something');
check();

for (let round = 0; round < 3; round++) {
  unpatch();
  const after = snapshot();
  NAMES.forEach(({ name }, i) => {
    assert.strictEqual(after[i]?.value, before[i]?.value, name);
    assert.deepStrictEqual(after[i]?.descriptor, before[i]?.descriptor, name);
  });
  for (const { module } of patches) assert.strictEqual(isPatched(module), false, module);
  unpatch(); // there is nothing left to undo
  assert.deepStrictEqual(changed(snapshot(), before), []);
  patch();
  check();
}
unpatch();

// One at a time: nothing else is touched, except what is needed wherever there are fibers.
const always = patches.filter((declaration) => declaration.always).map(({ module }) => module);
for (const { module } of patches) {
  patch(module);
  const on = patches.filter((declaration) => isPatched(declaration.module)).map((declaration) => declaration.module);
  const others = on.filter((name) => name !== module && !always.includes(name));
  assert.deepStrictEqual(others, [], `patched together with ${module}`);
  const replaced = done.filter(({ declaration }) => declaration.module === module);
  for (const { name } of replaced) assert.strictEqual(isPatched(module, name), true, `${module}.${name}`);
  unpatch(module, ...always);
  assert.deepStrictEqual(changed(snapshot(), before), [], module);
}
console.log('ok');
