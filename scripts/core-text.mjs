// What the bundler's text of a file of dist/ becomes: the same program, which does less when it is loaded. Each step says what it looks for,
// and fails the build where that is missing.

const INTRINSICS = /^\tconst \{([^{}]*)\} = (require_intrinsics\(\)|require\("\.\/base\/intrinsics\.js"\));\n/gm;
const EXPORTED =
  /^Object\.defineProperty\(exports, "(\w+\$?\d*)", \{\n\tenumerable: true,\n\tget: function\(\) \{\n\t\treturn \1;\n\t\}\n\}\);\n/gm;
const REEXPORTED =
  /^\tObject\.defineProperty\(exports, "(\w+)", \{\n\t\tenumerable: true,\n\t\tget: function\(\) \{\n\t\t\treturn (\w+\.\w+);\n\t\t\}\n\t\}\);\n/gm;
const MARKED = /^\tObject\.defineProperty\(exports, "__esModule", \{ value: true \}\);\n/gm;

/**
 * @param {string} text
 * @param {string} mark where the new lines go: behind it
 * @param {string} lines
 */
function insertBehind(text, mark, lines) {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`the bundle has no ${JSON.stringify(mark)}`);
  return text.slice(0, at + mark.length) + lines + text.slice(at + mark.length);
}

/**
 * All modules of a file see the copies of the language's own functions as constants of the file, instead of taking the same ones out of
 * one object each for itself.
 * @param {string} text
 * @param {string} mark
 */
function hoistIntrinsics(text, mark) {
  /** @type {Set<string>} */
  const names = new Set();
  let from = '';
  const rest = text.replace(INTRINSICS, (_, list, source) => {
    for (const name of list.split(',')) names.add(name.trim());
    from = source;
    return '';
  });
  if (names.size === 0) throw new Error('no module of the bundle uses copies of functions');
  return insertBehind(rest, mark, `const { ${[...names].sort().join(', ')} } = ${from};\n`);
}

/**
 * The doors of the modules as one object, instead of a getter for each.
 * @param {string} text
 */
function exportAtOnce(text) {
  /** @type {string[]} */
  const names = [];
  const rest = text.replace(EXPORTED, (_, name) => {
    names.push(name);
    return '';
  });
  if (names.length === 0 || rest.includes('defineProperty(exports, "require_'))
    throw new Error('the bundle exports in another way');
  return `${rest}module.exports = { ${names.join(', ')} };\n`;
}

/**
 * Every module is marked as one that was an ES module, by a function that the program cannot have changed by then.
 * @param {string} text
 * @param {string} mark
 */
function markQuickly(text, mark) {
  const rest = text.replace(MARKED, '\t$mark(exports);\n');
  return insertBehind(
    rest,
    mark,
    'const $mark = ((define, how) => (exports) => define(exports, "__esModule", how))(Object.defineProperty, { __proto__: null, value: true });\n',
  );
}

/**
 * What a module exports of another one becomes a plain property: no files import each other in a circle, so it is there by then.
 * @param {string} text
 */
function exportValues(text) {
  const rest = text.replace(REEXPORTED, (_, name, value) => `\texports.${name} = ${value};\n`);
  if (rest === text) throw new Error('the bundle exports nothing of other modules');
  return rest;
}

const MODULE = /^var require_[\w$]+ = __commonJSMin\(\(\(exports[^\n]*\n[\s\S]*?^\}\)\);$/gm;
const IMPORTED = /^\tconst (\w+_\d+) = require_[\w$]+\(\);$/gm;

/**
 * What a module uses of another one becomes a constant of its own, `hub_1$hub`, instead of a property that is looked up at each use: no
 * files import each other in a circle, and none changes what it exports, so it is by then what it will be.
 * @param {string} module
 */
function importValues(module) {
  let text = module;
  for (const [line, name] of module.matchAll(IMPORTED)) {
    /** @type {Set<string>} */
    const names = new Set();
    const uses = new RegExp(`(?<![\\w$.])(?:\\(0, ${name}\\.(\\w+)\\)(?=\\()|${name}\\.(\\w+))`, 'g');
    const rest = text.replace(uses, (_, called, read) => `${name}$${names.add(called ?? read) && (called ?? read)}`);
    text = rest.replace(line, line + [...names].map((one) => `\n\tconst ${name}$${one} = ${name}.${one};`).join(''));
  }
  return text;
}

/** What stands before the first module, and at the end of the one that makes the copies. */
const RUNTIME = 'cb = null), mod.exports);\n';
const COPIES = 'exports.process = globalThis.process;\n}));\n';

/** @param {string} text of dist/core-code.js */
export const quickCore = (text) =>
  exportAtOnce(exportValues(hoistIntrinsics(markQuickly(text, RUNTIME), COPIES))).replace(MODULE, importValues);
