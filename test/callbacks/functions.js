'use strict';
// node functions.js ENTRIES: prints, as JSON, the names of all functions of ECMAScript's globals and of Node's builtin modules on this line, with those
// of prototypes, statics and accessors, and which of them each entry of the table is about. A function that has several names goes by the first.
const { builtinModules } = require('node:module');
const { isNewer } = require('../programs/patch/support/pinned');

const DEEPEST = 4;
/** What belongs to the program that runs, or would be made by being looked at. */
const OWN = new Set(['constructor', 'cache', '_cache', '_pathCache', 'mainModule', 'stdin', 'stdout', 'stderr', '_stdout', '_stderr', '_events', 'env', 'workers', 'localStorage', 'sessionStorage']); // prettier-ignore
const names = new Map();
const modules =
  [...new Set([...builtinModules.map((name) => name.replace(/^node:/, '')), 'sqlite', 'test', 'test/reporters', 'sea'])] // prettier-ignore
    .filter((name) => !name.startsWith('_') && !['sys', 'punycode'].includes(name))
    .sort();

const proto = Object.getPrototypeOf;
const AsyncGenerator = proto(async function* () {});
/** Found by no name. */
const HIDDEN = {
  TypedArray: proto(Uint8Array),
  GeneratorFunction: proto(function* () {}).constructor,
  AsyncFunction: proto(async () => undefined).constructor,
  AsyncGeneratorFunction: AsyncGenerator.constructor,
  'Generator.prototype': proto(function* () {}).prototype,
  'AsyncGenerator.prototype': AsyncGenerator.prototype,
  'Iterator.prototype': proto(proto([][Symbol.iterator]())),
  'AsyncIterator.prototype': proto(AsyncGenerator.prototype),
  'ArrayIterator.prototype': proto([][Symbol.iterator]()),
  'MapIterator.prototype': proto(new Map().values()),
  'SetIterator.prototype': proto(new Set().values()),
  'StringIterator.prototype': proto(''[Symbol.iterator]()),
  'RegExpStringIterator.prototype': proto('a'.matchAll(/a/g)),
};

const join = (holder, key) => (typeof key === 'symbol' ? `${holder}[${key.description.replaceAll(' ', '_')}]` : holder === '' ? key : `${holder}.${key}`); // prettier-ignore
const isHolder = (value) => value !== null && (typeof value === 'object' || typeof value === 'function');

function load(name) {
  try {
    return require(`node:${name}`);
  } catch {
    return undefined; // behind a flag on this line
  }
}

/** Accessors of modules and globals are lazy values; those of prototypes are functions. */
function visit(name, value, depth) {
  if (!isHolder(value) || names.has(value)) return;
  names.set(value, typeof value === 'function' ? name : '');
  if (depth > DEEPEST || value instanceof Error) return;
  for (const key of Reflect.ownKeys(value)) {
    if (OWN.has(key) || (typeof key === 'string' && /^\d+$/.test(key))) continue;
    const { get, set, value: member } = Object.getOwnPropertyDescriptor(value, key) ?? {};
    if (get === undefined && set === undefined) visit(join(name, key), member, depth + 1);
    else accessor(join(name, key), get ?? set, value, key, depth);
  }
}

function accessor(name, fn, holder, key, depth) {
  const ofInstances = /prototype/.test(name) || name.startsWith('process.');
  let value;
  try {
    if (!ofInstances) value = holder[key];
  } catch {
    // not to be had on this line
  }
  if (isHolder(value)) visit(name, value, depth + 1);
  else if (!names.has(fn)) names.set(fn, name);
}

/** As `TypedArray.prototype.map`, `util.inspect`, `RegExp.prototype[Symbol.match]`. */
function resolve(path) {
  const hidden = Object.keys(HIDDEN).find((name) => path === name || path.startsWith(`${name}.`));
  const parts = (hidden ? path.slice(hidden.length) : path).replace(/\[Symbol\.(\w+)\]/g, '.@$1').split('.').filter(Boolean); // prettier-ignore
  const starts = hidden ? [HIDDEN[hidden]] : [globalThis, { __proto__: null, ...Object.fromEntries(modules.map((name) => [name, load(name)])) }]; // prettier-ignore
  for (const start of starts) {
    let holder;
    let value = start;
    for (const part of parts) [holder, value] = [value, isHolder(value) ? read(value, part.startsWith('@') ? Symbol[part.slice(1)] : part) : undefined]; // prettier-ignore
    if (isHolder(value)) return value;
    if (isHolder(holder)) value = Object.getOwnPropertyDescriptor(holder, parts.at(-1))?.get;
    if (value) return value;
  }
}

function read(holder, key) {
  try {
    return holder[key];
  } catch {
    return undefined;
  }
}

for (const [name, value] of Object.entries(HIDDEN)) visit(name, value, 0);
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (OWN.has(name) || modules.includes(name) || name === 'globalThis' || name === 'global') continue;
  visit(name, read(globalThis, name), 0);
}
for (const name of modules) visit(name, load(name), 0);

const about = {};
for (const entry of JSON.parse(process.argv[2])) {
  const words = entry.replace(/^new /, '').split(' ')[0];
  const name = names.get(resolve(words));
  if (name) about[entry] = name;
}
process.stdout.write(JSON.stringify({ functions: [...new Set(names.values())].filter(Boolean), about, isNewer }));
