import { types } from 'node:util';
import { blocking } from '../../core/blocking';
import { callingBack } from '../../core/callbacks';
import { CRYPTO_COSTS, INLINE_US, randomCost } from '../../core/cpu-costs';
import type { Anything, Maker } from '../../core/define';
import { alone } from '../../core/policy';
import { allNodesOwn, callTwin } from '../../core/twin';

/** Node's files in which these functions are defined. */
const FILES = ['argon2', 'diffiehellman', 'hkdf', 'kem', 'keygen', 'pbkdf2', 'random', 'scrypt', 'sig'].map(
  (name) => `internal/crypto/${name}`,
);

/** How a blocking function of crypto is carried out by an asynchronous one. */
interface CryptoTwin {
  /** Parameters of the blocking function. The callback of the twin comes after them. */
  readonly arity: number;
  /** Stand for parameters that are not given, where the twin wants them. */
  readonly defaults?: readonly unknown[];
  readonly result?: (...results: unknown[]) => unknown;
}

const keyPair: CryptoTwin = { arity: 2, result: (publicKey, privateKey) => ({ publicKey, privateKey }) };

/** Functions whose twin has the same name without `Sync`. */
export const TWINS: Readonly<Record<string, CryptoTwin>> = {
  argon2Sync: { arity: 2 },
  checkPrimeSync: { arity: 2 },
  generateKeyPairSync: keyPair,
  generateKeySync: { arity: 2 },
  generatePrimeSync: { arity: 2, defaults: [undefined, Object.freeze({})] },
  hkdfSync: { arity: 5 },
  pbkdf2Sync: { arity: 5 },
  scryptSync: { arity: 4 },
};

/** Functions that block where they are given no callback, and the number of parameters before it. */
export const OPTIONAL_CALLBACKS: Readonly<Record<string, number>> = {
  decapsulate: 2,
  diffieHellman: 1,
  encapsulate: 1,
  randomBytes: 1,
  sign: 3,
  verify: 4,
};

const isFunction = (value: unknown) => typeof value === 'function';

function parkingInTwin(name: string, twin: CryptoTwin, twinName: string): Maker {
  const cost = CRYPTO_COSTS[name]!;
  return blocking((original, slot) => {
    const asynchronous = twinName === name ? original : slot.found(twinName);
    if (asynchronous === undefined) return null;
    const nodesOwn = allNodesOwn(FILES, original, asynchronous);
    return function parking(this: unknown, ...given: unknown[]): unknown {
      if (!(cost(given) > INLINE_US)) return Reflect.apply(original, this, given);
      const inline = () => Reflect.apply(original, this, given) as unknown;
      if (given.some(isFunction) || !nodesOwn() || alone()) return inline(); // the twin would take any function for its callback
      return callTwin({
        what: `crypto.${name}`,
        asynchronous,
        self: this,
        args: Array.from({ length: twin.arity }, (_, at) =>
          given[at] === undefined ? twin.defaults?.[at] : given[at],
        ),
        below: slot.replacement,
        refused: inline,
        // OpenSSL's errors lose their details on the way from another thread. The original fails in the same way, and at once.
        onError: inline,
        result: twin.result,
      });
    };
  });
}

/** Makes the replacement of `<name>Sync`: what takes long is done by the thread pool while the fiber is parked. */
export const viaPool = (name: string): Maker => parkingInTwin(name, TWINS[name]!, name.replace('Sync', ''));

/** Makes the replacement of a function that blocks without a callback, and whose callback is an entry point. */
export function withOrWithoutCallback(name: string): Maker {
  const arity = OPTIONAL_CALLBACKS[name]!;
  return (original, slot) => {
    const withCallback = callingBack(`crypto.${name}`)(original, slot)!;
    if (original.length <= arity) return null; // this Node's has none
    const without = parkingInTwin(name, { arity }, name)(original, slot)!;
    return function either(this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(args[arity] === undefined ? without : withCallback, this, args);
    };
  };
}

const LONGEST = 2 ** 31 - 1;

/** The bytes that a call of randomFillSync is about; null when it is short, or the original has something to say about it. */
function fillRange(target: unknown, offset: unknown = 0, size?: unknown): { at: number; length: number } | null {
  const view = ArrayBuffer.isView(target);
  if (!view && !types.isAnyArrayBuffer(target)) return null;
  const unit = (view && (target as Uint8Array).BYTES_PER_ELEMENT) || 1;
  const at = Number.isInteger(offset) ? (offset as number) * unit : NaN;
  const length = size === undefined ? target.byteLength - at : Number.isInteger(size) ? (size as number) * unit : NaN;
  const valid = at >= 0 && length > 0 && length <= LONGEST && at + length <= target.byteLength;
  return valid && randomCost(length) > INLINE_US ? { at, length } : null;
}

/** Others may have taken the memory away while the fiber was parked. */
function copyInto(target: ArrayBuffer | NodeJS.ArrayBufferView, at: number, bytes: Buffer): void {
  const [memory, begin] = ArrayBuffer.isView(target) ? [target.buffer, target.byteOffset] : [target, 0];
  if (target.byteLength < at + bytes.length) return;
  bytes.copy(new Uint8Array(memory as ArrayBuffer, begin + at, bytes.length));
}

/** The pool fills memory of ours: until the fiber goes on others may use the caller's, and if it is killed that stays as it is. */
export const fillSync: Maker = blocking((original, slot) => {
  const asynchronous: Anything | undefined = slot.found('randomFill');
  if (asynchronous === undefined) return null;
  const nodesOwn = allNodesOwn(FILES, original, asynchronous);
  return function parking(this: unknown, ...given: unknown[]): unknown {
    const range = fillRange(...(given as [unknown]));
    if (range === null || !nodesOwn()) return Reflect.apply(original, this, given);
    const own = Buffer.allocUnsafeSlow(range.length);
    return callTwin({
      what: 'crypto.randomFillSync',
      asynchronous,
      self: this,
      args: [own],
      below: slot.replacement,
      refused: () => Reflect.apply(original, this, given),
      result() {
        copyInto(given[0] as ArrayBuffer, range.at, own);
        return given[0];
      },
    });
  };
});
