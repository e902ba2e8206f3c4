import { types } from 'node:util';

// What CPU-bound calls cost, in microseconds, guessed from their arguments: whether a fiber is to have them done by another thread
// is decided before they begin. The rates are measured, the best of several runs of one call (an x86-64 server, Node 24 and 26);
// `node bench/cpu/costs.mjs` measures them again and prints them beside these guesses. Where the data decides, as in compression, they
// are those of slower data.
//
// A guess never runs code of the program: getters and proxies count as options that are not given.

/**
 * A call that takes longer goes to the thread pool; a shorter one is carried out where it is made. Parking, a round trip to the pool and
 * going on costs about 30 us, so a call of this length takes a fifth longer, and nothing else waits longer than this for it.
 */
export const INLINE_US = 150;

type Rates = Readonly<Record<string | number, number>>;

/** An option's value, if it is a plain property. */
export function plain(options: unknown, name: string): unknown {
  if (typeof options !== 'object' || options === null || types.isProxy(options)) return undefined;
  return Object.getOwnPropertyDescriptor(options, name)?.value;
}

/** Bytes of a text or memory, roughly; 0 of anything else. */
export function sizeOf(data: unknown): number {
  if (typeof data === 'string') return data.length;
  return ArrayBuffer.isView(data) || types.isAnyArrayBuffer(data) ? data.byteLength : 0;
}

const number = (value: unknown, otherwise: number) => (typeof value === 'number' ? value : otherwise);

/** Nanoseconds a byte of input. */
const DEFLATE_NS = [0.5, 18, 18, 18, 18, 18, 18, 18, 40, 40];
const BROTLI_NS = [1.7, 2, 3, 5, 5, 8, 9, 60, 100, 300, 400, 1000];
/** Up to this level, nanoseconds a byte of input. */
const ZSTD_NS: readonly (readonly [level: number, ns: number])[] = [
  [4, 1.2],
  [6, 5],
  [9, 8],
  [12, 37],
  [15, 190],
  [19, 600],
  [Infinity, 950],
];
/** Brotli's best qualities build tables first, however short the input is. */
const BROTLI_BEGIN_US = 160;
const BROTLI_BEST = 9;
const BROTLI_PARAM_QUALITY = 1;
const ZSTD_PARAM_LEVEL = 100;

/** Nanoseconds a byte of output, whatever the method. */
export const DECOMPRESS_NS = 1;
/** What a byte that was made by deflate becomes at most. */
export const INFLATE_RATIO = 1032;

export function deflateCost(bytes: number, options: unknown): number {
  const level = number(plain(options, 'level'), 6);
  return (bytes * (DEFLATE_NS[level] ?? 18)) / 1000;
}

export function brotliCost(bytes: number, options: unknown): number {
  const quality = number(plain(plain(options, 'params'), String(BROTLI_PARAM_QUALITY)), 11);
  const begin = quality >= BROTLI_BEST ? BROTLI_BEGIN_US : 0;
  return begin + (bytes * (BROTLI_NS[quality] ?? 1000)) / 1000;
}

export function zstdCost(bytes: number, options: unknown): number {
  const level = number(plain(plain(options, 'params'), String(ZSTD_PARAM_LEVEL)), 3);
  return (bytes * ZSTD_NS.find(([most]) => level <= most)![1]) / 1000;
}

/** Of a digest: bytes, and nanoseconds of one iteration of PBKDF2, which is two blocks. */
const DIGESTS: Readonly<Record<string, readonly [bytes: number, ns: number]>> = {
  md5: [16, 220],
  sha1: [20, 130],
  sha224: [28, 130],
  sha256: [32, 130],
  sha384: [48, 380],
  sha512: [64, 380],
};
const OTHER_DIGEST = [20, 640] as const;
/** Nanoseconds a byte that is hashed: SHA-2's largest and BLAKE2; SHA-1 and SHA-256 take half of it. */
const HASH_NS = 1.2;

function pbkdf2Cost([, , iterations, length, digest]: readonly unknown[]): number {
  const name = typeof digest === 'string' ? digest : '';
  const [bytes, ns] = DIGESTS[name] ?? DIGESTS[name.toLowerCase().replace('-', '')] ?? OTHER_DIGEST;
  return (number(iterations, 0) * Math.ceil(number(length, 0) / bytes) * ns) / 1000;
}

/** Microseconds for one block of 128 bytes times r, twice: filled and mixed. */
const SCRYPT_US = 0.24;

function scryptCost([, , , options]: readonly unknown[]): number {
  const given = (name: string, alias: string, otherwise: number) =>
    number(plain(options, name) ?? plain(options, alias), otherwise) || otherwise;
  return given('N', 'cost', 16384) * given('r', 'blockSize', 8) * given('p', 'parallelization', 1) * SCRYPT_US;
}

/** Microseconds a KiB and pass, and for the rest. */
const ARGON2_US = 0.65;
const ARGON2_BEGIN_US = 35;

function argon2Cost([, parameters]: readonly unknown[]): number {
  const memory = number(plain(parameters, 'memory'), 65536);
  return ARGON2_BEGIN_US + memory * number(plain(parameters, 'passes'), 3) * ARGON2_US;
}

/** Nanoseconds a random byte. */
const RANDOM_NS = 0.2;
export const randomCost = (bytes: number): number => (bytes * RANDOM_NS) / 1000;

/** Microseconds of one operation with a private key: making it, signing, or agreeing on a secret. */
const CURVE_US: Rates = { prime256v1: 25, 'P-256': 25, secp384r1: 750, 'P-384': 750, secp521r1: 1800, 'P-521': 1800 };
const OTHER_CURVE_US = 350;
const KEY_US: Rates = {
  ed25519: 40,
  ed448: 60,
  x25519: 35,
  x448: 60,
  'ml-dsa-44': 95,
  'ml-kem-512': 30,
  'ml-kem-768': 40,
};
const OTHER_KEY_US = 500;

function keyPairCost([type, options]: readonly unknown[]): number {
  if (type === 'ec') return CURVE_US[String(plain(options, 'namedCurve'))] ?? OTHER_CURVE_US;
  return KEY_US[String(type)] ?? OTHER_KEY_US; // RSA, DSA, DH: milliseconds
}

const keyCost = ([, options]: readonly unknown[]): number => randomCost(number(plain(options, 'length'), 0) / 8);

/** An operation with a key of RSA or DH of 2048 bits; it grows with the third power. */
const MODULUS_US = 270;
/** With a public key of RSA; it grows with the second power. */
const RSA_PUBLIC_US = 22;
const SIGN_US: Rates = { ed25519: 40, ed448: 60, dsa: 120, 'ml-dsa-44': 200 };
const VERIFY_US: Rates = { ed25519: 106, ed448: 186, dsa: 90, 'ml-dsa-44': 100, 'ml-dsa-65': 140 };
/** A signature with SLH-DSA takes milliseconds, all others less. */
const OTHER_SIGNATURE_US = 1000;
const AGREE_US: Rates = { x25519: 35, x448: 175 };
const DECAPSULATE_US: Rates = { 'ml-kem-512': 30, 'ml-kem-768': 40, 'ml-kem-1024': 50, x25519: 80, x448: 250 };

interface KeyFacts {
  readonly kind: string;
  readonly bits: number;
  readonly curve: string;
}

/** Text of a private key of RSA with 1024 bits is longer than this, that of all short keys is not. */
const LONG_KEY_TEXT = 600;

/** What can be told about a key in any of the shapes that Node takes, without parsing it. */
function keyFacts(key: unknown): KeyFacts {
  if (types.isKeyObject(key)) {
    const { asymmetricKeyType: kind = '', asymmetricKeyDetails: details } = key;
    return { kind, bits: details?.modulusLength ?? 2048, curve: details?.namedCurve ?? '' };
  }
  if (typeof key === 'string' || ArrayBuffer.isView(key) || types.isAnyArrayBuffer(key)) {
    const long = sizeOf(key) > LONG_KEY_TEXT;
    return { kind: long ? 'rsa' : '', bits: 2048, curve: 'prime256v1' };
  }
  const inner = plain(key, 'key');
  return inner === undefined ? { kind: '', bits: 2048, curve: 'prime256v1' } : keyFacts(inner);
}

const isModulus = (kind: string) => kind === 'rsa' || kind === 'rsa-pss' || kind === 'dh';

function privateCost({ kind, bits, curve }: KeyFacts, rates: Rates, other: number): number {
  if (isModulus(kind)) return (bits / 2048) ** 3 * MODULUS_US;
  if (kind === 'ec' || kind === '') return CURVE_US[curve] ?? OTHER_CURVE_US;
  return rates[kind] ?? other;
}

const hashCost = (data: unknown) => (sizeOf(data) * HASH_NS) / 1000;

const signCost = ([, data, key]: readonly unknown[]): number =>
  hashCost(data) + privateCost(keyFacts(key), SIGN_US, OTHER_SIGNATURE_US);

function verifyCost([, data, key]: readonly unknown[]): number {
  const facts = keyFacts(key);
  const rsa = facts.kind.startsWith('rsa') || (facts.kind === '' && facts.curve === '');
  if (rsa) return hashCost(data) + (facts.bits / 2048) ** 2 * RSA_PUBLIC_US;
  return hashCost(data) + privateCost(facts, VERIFY_US, OTHER_SIGNATURE_US);
}

const agreeCost = ([options]: readonly unknown[]): number =>
  privateCost(keyFacts(plain(options, 'privateKey')), AGREE_US, OTHER_KEY_US);

const hkdfCost = ([, key]: readonly unknown[]): number =>
  ((types.isKeyObject(key) ? (key.symmetricKeySize ?? 0) : sizeOf(key)) * HASH_NS) / 1000;

/** Searching or testing primes begins at 150 us and grows with the third power of the bits. */
const primeCost = (): number => Infinity;

/** By function of crypto: microseconds for a call with these arguments. */
export const CRYPTO_COSTS: Readonly<Record<string, (args: readonly unknown[]) => number>> = {
  argon2Sync: argon2Cost,
  checkPrimeSync: primeCost,
  decapsulate: ([key]) => privateCost(keyFacts(key), DECAPSULATE_US, OTHER_KEY_US),
  diffieHellman: agreeCost,
  encapsulate: ([key]) => privateCost({ ...keyFacts(key), bits: 512 }, DECAPSULATE_US, OTHER_KEY_US),
  generateKeyPairSync: keyPairCost,
  generateKeySync: keyCost,
  generatePrimeSync: primeCost,
  hkdfSync: hkdfCost,
  pbkdf2Sync: pbkdf2Cost,
  randomBytes: ([size]) => randomCost(number(size, 0)),
  scryptSync: scryptCost,
  sign: signCost,
  verify: verifyCost,
};
