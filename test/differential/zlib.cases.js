'use strict';
// Blocking functions of zlib with good and bad input, small and large; options, limits, and what is wrong with data.
const zlib = require('node:zlib');
const { createHash } = require('node:crypto');

const { constants } = zlib;
const BROTLI = constants.BROTLI_PARAM_QUALITY;
const ZSTD = constants.ZSTD_c_compressionLevel;
const quality = (level) => ({ params: { [BROTLI]: level } });
const zstdLevel = (level) => ({ params: { [ZSTD]: level } });

/** By compressing function: its inverses, and options that change what it makes. */
const PAIRS = {
  deflateSync: {
    inverses: ['inflateSync', 'unzipSync'],
    options: [undefined, { level: 0 }, { level: 1, memLevel: 9 }, { strategy: 2, windowBits: 9 }],
  },
  gzipSync: { inverses: ['gunzipSync', 'unzipSync'], options: [{}, { level: 1 }, { memLevel: 1, level: 3 }] },
  deflateRawSync: { inverses: ['inflateRawSync'], options: [null, { level: 2 }, { windowBits: 10 }] },
  brotliCompressSync: { inverses: ['brotliDecompressSync'], options: [quality(0), quality(4), quality(6)] },
  zstdCompressSync: { inverses: ['zstdDecompressSync'], options: [undefined, zstdLevel(1), zstdLevel(9)] },
};

/** Text that is neither all alike nor all random, the same in every process. */
function text(bytes) {
  let seed = 12345;
  const words = Array.from({ length: 500 }, () => ((seed = (seed * 1103515245 + 12345) >>> 0) % 0xfffff).toString(36));
  let all = '';
  while (all.length < bytes) all += `${words[(seed = (seed * 1103515245 + 12345) >>> 0) % 500]} ${seed % 13}\n`;
  return all.slice(0, bytes);
}
/** Bytes that cannot be compressed. */
function noise(bytes) {
  const parts = [];
  for (let i = 0; i * 64 < bytes; i++) parts.push(createHash('sha512').update(String(i)).digest());
  return Buffer.concat(parts).subarray(0, bytes);
}
const within = (bytes) =>
  Buffer.concat([Buffer.alloc(5, '<'), bytes, Buffer.alloc(5, '>')]).subarray(5, 5 + bytes.length);
const arrayBuffer = (bytes) => new Uint8Array(bytes).buffer;
function shared(bytes) {
  const made = new SharedArrayBuffer(bytes.length);
  Buffer.from(made).set(bytes);
  return made;
}

const LARGE = Buffer.from(text(300_000));
const INPUTS = {
  empty: Buffer.alloc(0),
  'one byte': Buffer.from('x'),
  'small text': text(200),
  'text of 20 KiB': text(20_480),
  'large text': text(300_000),
  'large Unicode text': 'äöü€𝄞'.repeat(20_000),
  'large buffer': LARGE,
  'large noise': noise(200_000),
  'part of a buffer': within(LARGE),
  'a megabyte of zeros': Buffer.alloc(1 << 20),
  'exactly sixteen chunks': LARGE.subarray(0, 16 * 16_384),
  Uint16Array: new Uint16Array(arrayBuffer(LARGE)),
  Float64Array: new Float64Array(arrayBuffer(LARGE.subarray(0, 240_000)), 8, 29_000),
  DataView: new DataView(arrayBuffer(LARGE), 100, 250_000),
  ArrayBuffer: arrayBuffer(LARGE),
  SharedArrayBuffer: shared(LARGE),
  'view of shared memory': new Uint8Array(shared(LARGE), 3, 200_000),
};

/** Results are long: their hash and length are compared, and their class. */
function short(value) {
  if (!Buffer.isBuffer(value)) return value;
  return [value.constructor.name, value.length, value.byteOffset >= 0, createHash('sha1').update(value).digest('hex')];
}
const engineOf = ({ buffer, engine, ...rest }) => [
  short(buffer),
  engine.constructor.name,
  engine.bytesWritten,
  engine.destroyed,
  engine._handle,
  engine._closed,
  engine.listenerCount('error'),
  rest,
];

const damaged = {
  truncated: (bytes) => bytes.subarray(0, bytes.length - 9),
  'truncated in the middle': (bytes) => bytes.subarray(0, bytes.length >> 1),
  'head only': (bytes) => bytes.subarray(0, 3),
  'a wrong head': (bytes) => Buffer.concat([Buffer.from('nonsense'), bytes]),
  'a wrong byte in the middle': (bytes) => {
    const copy = Buffer.from(bytes);
    copy[copy.length >> 1] ^= 0xff;
    return copy;
  },
  'a wrong byte near the end': (bytes) => {
    const copy = Buffer.from(bytes);
    copy[copy.length - 3] ^= 0x55;
    return copy;
  },
  'rubbish behind it': (bytes) => Buffer.concat([bytes, Buffer.from('rubbish')]),
  'zeros behind it': (bytes) => Buffer.concat([bytes, Buffer.alloc(100)]),
  'itself behind it': (bytes) => Buffer.concat([bytes, bytes]),
};

const LIMITS = [1, 1000, 16_383, 16_384, 16_385, 200_000, 278_528, 299_999, 300_000, 300_001, 2 ** 30];
const CHUNKS = [64, 1000, 65_536, 150_000, 300_000, 2 ** 20];

/** Wrong for some function or other. */
const OPTIONS = [
  { chunkSize: 63 },
  { chunkSize: 'x' },
  { chunkSize: NaN },
  { chunkSize: Infinity },
  { flush: 99 },
  { flush: constants.Z_SYNC_FLUSH },
  { finishFlush: constants.Z_SYNC_FLUSH },
  { finishFlush: -1 },
  { maxOutputLength: 0 },
  { maxOutputLength: 'x' },
  { level: 10 },
  { level: -2 },
  { level: '6' },
  { windowBits: 7 },
  { windowBits: 0 },
  { memLevel: 10 },
  { strategy: 5 },
  { strategy: 'x' },
  { dictionary: Buffer.from('0123456789') },
  { dictionary: 'text' },
  { params: { 9999: 1 } },
  { params: { [BROTLI]: 'x' } },
  { params: 5 },
  { rejectGarbageAfterEnd: true },
  { rejectGarbageAfterEnd: 1 },
  { encoding: 'utf8', objectMode: true },
  { highWaterMark: 1 },
  { highWaterMark: -1 },
  { signal: AbortSignal.abort() },
  { signal: new AbortController().signal },
  { signal: 5 },
  { read() {}, transform() {}, flush: undefined, final() {} },
  { autoDestroy: false, emitClose: false },
  'text',
  7,
  () => {},
];

const WRONG = [undefined, null, 5, 5n, true, {}, [], [1, 2], () => {}, Symbol('x'), new Date(0), new String('x')];

function getters(log, options) {
  const made = {};
  for (const [key, value] of Object.entries(options)) {
    Object.defineProperty(made, key, { enumerable: true, get: () => (log.push(key), value) });
  }
  return made;
}

module.exports = function cases() {
  const list = [];
  const add = (label, run) => list.push([label, () => short(run())]);
  for (const [name, { inverses, options }] of Object.entries(PAIRS)) {
    if (zlib[name] === undefined) continue;
    const compress = zlib[name];
    for (const [input, data] of Object.entries(INPUTS)) {
      for (const [at, option] of options.entries()) {
        add(`${name} of ${input}, options ${at}`, () => compress(data, option));
        const packed = compress(data, option);
        for (const inverse of inverses) add(`${inverse} of ${input}, options ${at}`, () => zlib[inverse](packed));
      }
    }
    const usual = options.find((option) => option != null) ?? {};
    for (const chunkSize of CHUNKS)
      add(`${name} chunks of ${chunkSize}`, () => compress(LARGE, { ...usual, chunkSize }));
    for (const maxOutputLength of LIMITS) {
      add(`${name} at most ${maxOutputLength}`, () => compress(LARGE, { ...usual, maxOutputLength }));
      add(`${name} of noise, at most ${maxOutputLength}`, () =>
        compress(noise(290_000), { ...usual, maxOutputLength }),
      );
    }
    add(`${name} info`, () => engineOf(compress(LARGE, { ...usual, info: true })));
    const packed = compress(LARGE, usual);
    for (const inverse of inverses) {
      const undo = zlib[inverse];
      for (const chunkSize of CHUNKS) add(`${inverse} chunks of ${chunkSize}`, () => undo(packed, { chunkSize }));
      for (const maxOutputLength of LIMITS) {
        add(`${inverse} at most ${maxOutputLength}`, () => undo(packed, { maxOutputLength }));
        add(`${inverse} truncated, at most ${maxOutputLength}`, () =>
          undo(packed.subarray(0, packed.length - 9), { maxOutputLength, chunkSize: 10_000 }),
        );
      }
      for (const [what, damage] of Object.entries(damaged)) {
        add(`${inverse} of ${what}`, () => undo(damage(packed)));
        add(`${inverse} of ${what}, sync flush`, () => undo(damage(packed), { finishFlush: constants.Z_SYNC_FLUSH }));
        add(`${inverse} of ${what}, no rubbish`, () => undo(damage(packed), { rejectGarbageAfterEnd: true }));
        add(`${inverse} of ${what}, info`, () => engineOf(undo(damage(packed), { info: true })));
        add(`${inverse} of ${what}, small`, () => undo(damage(compress(text(300), usual))));
      }
      add(`${inverse} of sixteen chunks and rubbish`, () =>
        undo(Buffer.concat([compress(INPUTS['exactly sixteen chunks'], usual), Buffer.from('more')])),
      );
      add(`${inverse} of text`, () => undo(text(50_000)));
      for (const [at, option] of OPTIONS.entries()) add(`${inverse} options ${at}`, () => undo(packed, option));
      for (const [at, value] of WRONG.entries()) add(`${inverse} of the wrong ${at}`, () => undo(value));
    }
    const some = name === 'brotliCompressSync' ? LARGE.subarray(0, 1000) : LARGE; // its usual quality takes a while
    for (const [at, option] of OPTIONS.entries()) {
      add(`${name} options ${at}`, () => compress(some, option));
      add(`${name} options ${at}, small`, () => compress('small', option));
    }
    for (const [at, value] of WRONG.entries()) {
      add(`${name} of the wrong ${at}`, () => compress(value));
      add(`${name} of the wrong ${at}, wrong options`, () => compress(value, { chunkSize: 1 }));
    }
    add(`${name} looks at its options`, () => {
      const log = [];
      return [short(compress(LARGE, getters(log, { ...usual, chunkSize: 20_000, info: false }))), log.join()];
    });
    add(`${name} options that throw`, () =>
      compress(LARGE, {
        get chunkSize() {
          throw new RangeError('mine');
        },
      }),
    );
    add(`${name} without arguments`, () => compress());
    add(`${name} this`, () => Reflect.apply(compress, null, [some, usual]));
  }
  const dictionary = Buffer.from(text(2000));
  for (const [name, inverse] of [
    ['deflateSync', 'inflateSync'],
    ['deflateRawSync', 'inflateRawSync'],
  ]) {
    const packed = zlib[name](LARGE, { dictionary });
    add(`${name} with a dictionary`, () => zlib[name](LARGE, { dictionary }));
    add(`${inverse} with a dictionary`, () => zlib[inverse](packed, { dictionary }));
    add(`${inverse} without the dictionary`, () => zlib[inverse](packed));
    add(`${inverse} with another dictionary`, () => zlib[inverse](packed, { dictionary: Buffer.from('other') }));
  }
  return list;
};
