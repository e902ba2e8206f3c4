import type { Binding } from './addon';

interface WasmNamespace {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: { call(): void } };
}

/** V8's own, as they are before anything is patched. Absent where V8 compiles nothing (--jitless). */
const { Module, Instance } = (globalThis as { WebAssembly?: WasmNamespace }).WebAssembly ?? {};

/** A guest with an import `f`, and an export `call` that calls it. */
// prettier-ignore
const GUEST = Uint8Array.of(
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 4, 1, 0x60, 0, 0,
  2, 6, 1, 0, 1, 0x66, 0, 0,
  3, 2, 1, 0,
  7, 8, 1, 4, 0x63, 0x61, 0x6c, 0x6c, 0, 1,
  10, 6, 1, 4, 0, 0x10, 0, 0x0b,
);

/** So deep, calls are wholly in what `clearStack` has emptied. */
const FRAMES = 30;

function deep(frames: number, fn: () => void): void {
  if (frames > 0) return deep(frames - 1, fn);
  fn();
}

let left = 3;
let known = false;

/** Whether marks of guests are known; see native/guest_marks.h. They are learned at the first use, in a fiber. */
export function guestMarksKnown(binding: Binding): boolean {
  // What is outside of guests can be seen there alone.
  if (!known && left > 0 && binding.guestEntries() === 0) known = learn(binding);
  return known;
}

/** A stack that is too short for it fails, and the next one may do. */
function learn(binding: Binding): boolean {
  left--;
  if (Module === undefined || Instance === undefined) return false;
  try {
    const { exports } = new Instance(new Module(GUEST), { '': { f: binding.seeInsideGuest } });
    binding.clearStack();
    deep(FRAMES, () => binding.seeOutsideGuests());
    binding.clearStack();
    deep(FRAMES, () => exports.call());
    return binding.learnGuestMarks();
  } catch {
    return false;
  }
}
