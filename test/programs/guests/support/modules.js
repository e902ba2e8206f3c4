'use strict';
// Guests for the programs in test/programs/guests, written out in bytes.
const name = (text) => [text.length, ...Buffer.from(text)];
const section = (id, ...bytes) => [id, ...leb(bytes.flat().length), ...bytes.flat()];
const leb = (n) => (n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...leb(n >> 7)]);
const code = (locals, ...body) => {
  const all = [locals === 0 ? [0] : [1, locals, 0x7f], body, 0x0b].flat(2);
  return [...leb(all.length), ...all];
};
const modul = (...sections) => new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()]);

// What a compiler makes of C: a stack in memory, whose pointer is a global. `work(n)` keeps n in a frame of its own while it calls
// `block`, and gives block(n) + 1000 * (what is in its frame then).
const WORK = code(
  1,
  [0x23, 0, 0x41, 16, 0x6b, 0x24, 0], // sp -= 16
  [0x23, 0, 0x20, 0, 0x36, 2, 0], // [sp] = n
  [0x20, 0, 0x10, 0, 0x21, 1], // r = block(n)
  [0x23, 0, 0x28, 2, 0, 0x41, 0xe8, 7, 0x6c, 0x20, 1, 0x6a, 0x21, 1], // r += [sp] * 1000
  [0x23, 0, 0x41, 16, 0x6a, 0x24, 0, 0x20, 1], // sp += 16
);

const TYPES = section(1, [3], [0x60, 1, 0x7f, 1, 0x7f], [0x60, 0, 1, 0x7f], [0x60, 0, 0]);
const TABLE = section(4, [1, 0x70, 0, 4]);
const POINTER = section(6, [1, 0x7f, 1, 0x41, 0x80, 8, 0x0b]); // sp = 1024
const IN_TABLE = section(9, [1, 0, 0x41, 0, 0x0b, 1, 1]);

/** Imports e.block; exports work, sp (the stack pointer), memory and table, whose first entry is work. */
exports.worker = modul(
  TYPES,
  section(2, [1], name('e'), name('block'), [0, 0]),
  section(3, [2, 0, 1]),
  TABLE,
  section(5, [1, 0, 1]),
  POINTER,
  section(7, [4], name('work'), [0, 1], name('sp'), [0, 2], name('memory'), [2, 0], name('table'), [1, 0]),
  IN_TABLE,
  section(10, [2], WORK, code(0, [0x23, 0])),
);

/** The same with an imported memory, e.memory, and an imported stack pointer, e.sp. */
exports.sharing = modul(
  TYPES,
  section(
    2,
    [3],
    [name('e'), name('block'), 0, 0].flat(),
    [name('e'), name('memory'), 2, 0, 1].flat(),
    [name('e'), name('sp'), 3, 0x7f, 1].flat(),
  ),
  section(3, [1, 0]),
  section(7, [1], name('work'), [0, 1]),
  section(10, [1], WORK),
);

/** Calls e.block(7) while it is made, and exports what that gave as the global `given`. */
exports.starting = modul(
  TYPES,
  section(2, [1], name('e'), name('block'), [0, 0]),
  section(3, [1, 2]),
  section(6, [1, 0x7f, 1, 0x41, 0, 0x0b]),
  section(7, [1], name('given'), [3, 0]),
  section(8, [1]),
  section(10, [1], code(0, [0x41, 7, 0x10, 0, 0x24, 0])),
);

/** Imports e.twice, a function of another guest or of JavaScript; exports `through`, which calls it. */
exports.linked = modul(
  TYPES,
  section(2, [1], name('e'), name('twice'), [0, 0]),
  section(3, [1, 0]),
  section(7, [1], name('through'), [0, 1]),
  section(10, [1], code(0, [0x20, 0, 0x10, 0])),
);

/** Imports e.suspend: () -> (); exports `keep`, which gives the reference back that it has held meanwhile. */
exports.keeping = modul(
  section(1, [2], [0x60, 0, 0], [0x60, 1, 0x6f, 1, 0x6f]),
  section(2, [1], name('e'), name('suspend'), [0, 0]),
  section(3, [1, 1]),
  section(7, [1], name('keep'), [0, 1]),
  section(10, [1], [6, 0, 0x10, 0, 0x20, 0, 0x0b]),
);
