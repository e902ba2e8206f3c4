'use strict';

const isClass = (value) => typeof value === 'function' && value.prototype !== undefined && /^[A-Z]/.test(value.name);
const functionsOf = (object) =>
  Object.getOwnPropertyNames(object).filter((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(object, key);
    return key !== 'constructor' && typeof descriptor.value === 'function';
  });

/**
 * Names of a builtin that none of its patch's lists accounts for: its exports, functions that hang on an exported function
 * (`realpathSync.native`), and methods that block by their name (`Dir.prototype.readSync`).
 * @param {{ implements: object, adds?: object, passThrough: readonly string[], refuses: object }} patch
 * @param {object} exports of the builtin
 */
module.exports = function unaccounted(patch, exports) {
  const { implements: made, adds = {}, passThrough, refuses } = patch;
  const listed = [made, adds, refuses].flatMap((list) => Object.keys(list)).concat(passThrough);
  const names = Object.getOwnPropertyNames(exports).filter(
    (name) => typeof exports !== 'function' || !['length', 'name', 'prototype'].includes(name),
  );
  const missing = names.filter((name) => !listed.some((entry) => entry === name || entry.startsWith(`${name}.`)));
  for (const name of names) {
    const value = exports[name];
    if (typeof value !== 'function' || value === exports) continue;
    const own = isClass(value) ? [] : functionsOf(value).map((key) => `${name}.${key}`);
    const blocking = value.prototype ? functionsOf(value.prototype).filter((key) => key.endsWith('Sync')) : [];
    const hidden = [...own, ...blocking.map((key) => `${name}.prototype.${key}`)];
    missing.push(...hidden.filter((entry) => !listed.includes(entry)));
  }
  return missing;
};
