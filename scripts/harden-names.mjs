// What harden.mjs knows of the language's own objects.

/** Objects of Node's that are kept as well. Others would have to be loaded for it. */
export const NODES = new Set(['process', 'Buffer', 'globalThis']);
/** Their properties cannot be changed, or are meant to be. */
export const AS_THEY_ARE = new Set(['undefined', 'NaN', 'Infinity', 'eval', 'console', 'WebAssembly', 'Intl']);
/** Static functions that have no use for `this`. */
export const WITHOUT_THIS = new Set([
  'Reflect',
  'Math',
  'JSON',
  'Object',
  'Number',
  'Symbol',
  'Atomics',
  'String',
  'Date',
  'Buffer',
  'BigInt',
  'Error',
]);
/** Interfaces of TypeScript's, and whose prototype at run time has their methods. */
export const PROTOTYPES = new Map([
  ['ArrayBufferView', 'ArrayBufferView'],
  ['ReadonlyArray', 'Array'],
  ['CallableFunction', 'Function'],
  ['NewableFunction', 'Function'],
  ['ReadonlyMap', 'Map'],
  ['ReadonlySet', 'Set'],
  ...[
    'Array',
    'Function',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'WeakRef',
    'FinalizationRegistry',
    'Promise',
    'String',
  ].map(own),
  ...[
    'Number',
    'BigInt',
    'Symbol',
    'RegExp',
    'Date',
    'Object',
    'Error',
    'ArrayBuffer',
    'SharedArrayBuffer',
    'DataView',
  ].map(own),
  ...['Int8', 'Uint8', 'Int16', 'Uint16', 'Int32', 'Uint32', 'Float32', 'Float64'].map((kind) => own(`${kind}Array`)),
  ...['Buffer', 'BigInt64Array', 'BigUint64Array'].map(own),
]);
/** Properties that are getters of the prototype. */
export const GETTERS = new Set(['size', 'byteLength', 'byteOffset', 'buffer', 'description']);
/** Static functions that iterate over their first argument. */
export const ITERATING = new Set([
  'Array.from',
  'Object.fromEntries',
  'Promise.all',
  'Promise.race',
  'Promise.allSettled',
]);
/** Whose getters of one name may be meant where the type is one of several. */
export const VIEWS = /^(ArrayBufferView|Buffer|DataView|ArrayBuffer|SharedArrayBuffer|.*Array)$/;
export const COLLECTIONS = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);

/** @param {string} name @returns {[string, string]} */
function own(name) {
  return [name, name];
}

/** What the compiled code uses, by the name of the copy: how it is made. */
export class Intrinsics {
  /** @type {Map<string, string>} */
  made = new Map();
  /** Uses that were left as they are. @type {string[]} */
  left = [];

  /** @param {string} name @param {string} how */
  use(name, how) {
    this.made.set(name, how);
    return name;
  }

  /**
   * The text of dist/base/intrinsics.js.
   * @param {string} base its first part
   */
  text(base) {
    const lines = [...this.made].sort().map(([name, how]) => `exports.${name} = ${how};`);
    return `${base}\n${lines.join('\n')}\n`;
  }
}
