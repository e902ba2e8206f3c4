'use strict';
// Blocking functions of crypto with good and bad input, short work and long. Of random results the shape is compared.
const crypto = require('node:crypto');

/**
 * Its passphrase is `top`. Made once, because what a wrong one gives is noise, which one time in 250 looks like a key: the error is
 * another one then.
 */
const ENCRYPTED = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgnS1ivg7RdsgICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEKCUgkrTze2wqdqDK9ORnX0EQK+N
g54lZ0pgJ+rS3DGM8qVxayFbAi5/PU3ZxXHN1TbT4PmhFSMEw/EN7iwy582UJkcy
Pwn+uVlysmlXoSwT0ag=
-----END ENCRYPTED PRIVATE KEY-----
`;

const hex = (bytes) => [
  bytes.constructor.name,
  Buffer.from(bytes.buffer ?? bytes, bytes.byteOffset, bytes.byteLength).toString('hex'),
];
const bytes = (length, fill = 7) => Buffer.alloc(length, fill);
const arrayBuffer = (from) => new Uint8Array(from).buffer;

/** The same secret in every shape that Node takes. */
const SECRETS = {
  text: 'secret',
  'long text': 'secret€'.repeat(1000),
  Buffer: Buffer.from('secret'),
  'part of a Buffer': Buffer.from('..secret..').subarray(2, 8),
  Uint8Array: new Uint8Array(16).fill(1),
  Float32Array: new Float32Array([1, 2, 3]),
  DataView: new DataView(new ArrayBuffer(12), 4, 4),
  ArrayBuffer: arrayBuffer(Buffer.from('secret')),
  SharedArrayBuffer: new SharedArrayBuffer(8),
  empty: '',
};
const WRONG = [
  undefined,
  null,
  5,
  -1,
  1.5,
  NaN,
  2 ** 32,
  5n,
  true,
  {},
  [],
  () => {},
  Symbol('x'),
  'nonsense',
  new Date(0),
];

function deriving(add) {
  const { pbkdf2Sync, scryptSync, hkdfSync } = crypto;
  for (const [what, secret] of Object.entries(SECRETS)) {
    add(`pbkdf2Sync of ${what}`, () => hex(pbkdf2Sync(secret, 'salt', 3000, 32, 'sha512')));
    add(`pbkdf2Sync of ${what}, short`, () => hex(pbkdf2Sync(secret, 'salt', 3, 32, 'sha512')));
    add(`pbkdf2Sync salt ${what}`, () => hex(pbkdf2Sync('pass', secret, 3000, 33, 'sha256')));
    add(`scryptSync of ${what}`, () => hex(scryptSync(secret, 'salt', 24, { N: 1024 })));
    add(`scryptSync of ${what}, short`, () => hex(scryptSync(secret, 'salt', 24, { N: 2, r: 1 })));
    add(`scryptSync salt ${what}`, () => hex(scryptSync('pass', secret, 24, { cost: 1024, blockSize: 4 })));
    add(`hkdfSync of ${what}`, () => hex(hkdfSync('sha256', secret, 'salt', 'info', 40)));
    add(`hkdfSync salt ${what}`, () => hex(hkdfSync('sha512', bytes(300_000), secret, 'info', 40)));
    add(`hkdfSync info ${what}`, () => hex(hkdfSync('sha512', bytes(300_000), 'salt', secret, 40)));
  }
  for (const digest of ['md5', 'sha1', 'SHA256', 'sha-256', 'sha3-256', 'RSA-SHA512', 'ripemd160', 'sm3', 'none']) {
    add(`pbkdf2Sync ${digest}`, () => hex(pbkdf2Sync('pass', 'salt', 4000, 50, digest)));
    add(`hkdfSync ${digest}`, () => hex(hkdfSync(digest, bytes(300_000), 'salt', 'info', 50)));
  }
  for (const [at, wrong] of WRONG.entries()) {
    add(`pbkdf2Sync password wrong ${at}`, () => hex(pbkdf2Sync(wrong, 'salt', 3000, 32, 'sha512')));
    add(`pbkdf2Sync salt wrong ${at}`, () => hex(pbkdf2Sync('pass', wrong, 3000, 32, 'sha512')));
    add(`pbkdf2Sync iterations wrong ${at}`, () => hex(pbkdf2Sync('pass', 'salt', wrong, 32, 'sha512')));
    add(`pbkdf2Sync length wrong ${at}`, () =>
      hex(pbkdf2Sync('pass', 'salt', 3000, wrong === 2 ** 32 ? -2 : wrong, 'sha512')),
    );
    add(`pbkdf2Sync digest wrong ${at}`, () => hex(pbkdf2Sync('pass', 'salt', 3000, 32, wrong)));
    add(`scryptSync password wrong ${at}`, () => hex(scryptSync(wrong, 'salt', 24, { N: 1024 })));
    add(`scryptSync length wrong ${at}`, () => hex(scryptSync('pass', 'salt', wrong, { N: 1024 })));
    add(`scryptSync options wrong ${at}`, () => hex(scryptSync('pass', 'salt', 24, wrong)));
    for (const key of ['N', 'r', 'p', 'maxmem', 'cost', 'blockSize', 'parallelization']) {
      add(`scryptSync ${key} wrong ${at}`, () => hex(scryptSync('pass', 'salt', 24, { [key]: wrong })));
    }
    add(`hkdfSync digest wrong ${at}`, () => hex(hkdfSync(wrong, bytes(300_000), '', '', 40)));
    add(`hkdfSync key wrong ${at}`, () => hex(hkdfSync('sha256', wrong, '', '', 40)));
    add(`hkdfSync info wrong ${at}`, () => hex(hkdfSync('sha256', bytes(300_000), '', wrong, 40)));
    if (wrong === 2 ** 32) continue; // aborts Node: a check of its own
    add(`hkdfSync length wrong ${at}`, () => hex(hkdfSync('sha256', bytes(300_000), '', '', wrong)));
  }
  add('scryptSync default', () => hex(scryptSync('pass', 'salt', 32)));
  add('scryptSync no power of two', () => hex(scryptSync('pass', 'salt', 32, { N: 1000 })));
  add('scryptSync N and cost', () => hex(scryptSync('pass', 'salt', 32, { N: 1024, cost: 1024 })));
  add('scryptSync too much memory', () => hex(scryptSync('pass', 'salt', 32, { N: 2 ** 20 })));
  add('scryptSync more memory', () => hex(scryptSync('pass', 'salt', 32, { N: 2048, maxmem: 2 ** 28 })));
  add('scryptSync length 0', () => hex(scryptSync('pass', 'salt', 0)));
  add('pbkdf2Sync length 0', () => hex(pbkdf2Sync('pass', 'salt', 3000, 0, 'sha1')));
  add('pbkdf2Sync of no salt', () => hex(pbkdf2Sync('pass', '', 5000, 300, 'sha1')));
  add('pbkdf2Sync arguments left out', () => pbkdf2Sync('pass', 'salt', 3000));
  add('hkdfSync key object', () => hex(hkdfSync('sha256', crypto.createSecretKey(bytes(400_000)), 'salt', '', 64)));
  add('hkdfSync too long', () => hex(hkdfSync('sha256', bytes(300_000), '', '', 255 * 32 + 1)));
  add('hkdfSync longest', () => hex(hkdfSync('sha256', bytes(300_000), '', '', 255 * 32)));
  add('hkdfSync length 0', () => hex(hkdfSync('sha256', bytes(300_000), '', '', 0)));
  add('hkdfSync too much info', () => hex(hkdfSync('sha256', bytes(300_000), '', bytes(1025), 32)));
  if (crypto.argon2Sync) argon2(add);
}

function argon2(add) {
  const usual = { message: 'pass', nonce: bytes(16), parallelism: 1, tagLength: 32, memory: 512, passes: 2 };
  for (const kind of ['argon2d', 'argon2i', 'argon2id', 'argon2x', undefined]) {
    add(`argon2Sync ${kind}`, () => hex(crypto.argon2Sync(kind, usual)));
  }
  for (const [key, values] of Object.entries({
    parallelism: [0, 2, 4, 'x'],
    tagLength: [3, 4, 100],
    memory: [7, 8, 64, 2000],
    passes: [0, 1, 5],
    nonce: [bytes(7), 'a longer nonce', 5],
    secret: ['more', bytes(3), 5],
    associatedData: ['more', null],
    message: ['', 5, undefined],
  })) {
    for (const [at, value] of values.entries()) {
      add(`argon2Sync ${key} ${at}`, () => hex(crypto.argon2Sync('argon2id', { ...usual, [key]: value })));
    }
  }
  for (const [at, wrong] of WRONG.entries()) add(`argon2Sync wrong ${at}`, () => crypto.argon2Sync('argon2id', wrong));
}

/** What can be told of a random key. */
function shape(key) {
  if (typeof key === 'string') return ['text', key.split('\n')[0], key.length > 100];
  if (Buffer.isBuffer(key)) return ['Buffer', key.length > 30];
  if (!(key instanceof crypto.KeyObject)) return ['JWK', Object.keys(key).sort().join(), key.kty];
  const { constructor, type, asymmetricKeyType, asymmetricKeyDetails, symmetricKeySize } = key;
  return [constructor.name, type, asymmetricKeyType, asymmetricKeyDetails, symmetricKeySize];
}
const pair = ({ publicKey, privateKey, ...rest }) => [shape(publicKey), shape(privateKey), Object.keys(rest)];

const KEYS = [
  ['rsa', { modulusLength: 1024 }],
  ['rsa', { modulusLength: 1024, publicExponent: 3 }],
  ['rsa-pss', { modulusLength: 1024, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256', saltLength: 20 }],
  ['dsa', { modulusLength: 1024, divisorLength: 160 }],
  ['ec', { namedCurve: 'P-256' }],
  ['ec', { namedCurve: 'P-521' }],
  ['ec', { namedCurve: 'secp384r1', paramEncoding: 'explicit' }],
  ['ed25519'],
  ['ed448', {}],
  ['x25519'],
  ['x448'],
  ['dh', { group: 'modp14' }],
  ['dh', { primeLength: 64, generator: 5 }],
];
const ENCODINGS = [
  { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } },
  { publicKeyEncoding: { type: 'spki', format: 'der' }, privateKeyEncoding: { type: 'pkcs8', format: 'der' } },
  { publicKeyEncoding: { format: 'jwk' }, privateKeyEncoding: { format: 'jwk' } },
  { privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'top' } },
  { publicKeyEncoding: { type: 'pkcs1', format: 'pem' } },
  { publicKeyEncoding: { type: 'nonsense', format: 'pem' } },
  { privateKeyEncoding: { type: 'sec1', format: 'pem' } },
  { privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'nonsense', passphrase: 'top' } },
  { publicKeyEncoding: 5 },
];

function keys(add) {
  const { generateKeyPairSync, generateKeySync } = crypto;
  for (const [at, [type, options]] of KEYS.entries()) {
    const label = `generateKeyPairSync ${type} ${at}`;
    add(label, () => pair(generateKeyPairSync(type, options)));
    for (const [nth, encoding] of ENCODINGS.entries()) {
      add(`${label}, encoding ${nth}`, () => pair(generateKeyPairSync(type, { ...options, ...encoding })));
    }
  }
  for (const [at, wrong] of WRONG.entries()) {
    add(`generateKeyPairSync type wrong ${at}`, () => pair(generateKeyPairSync(wrong, { modulusLength: 512 })));
    add(`generateKeyPairSync options wrong ${at}`, () => pair(generateKeyPairSync('rsa', wrong)));
    for (const key of ['modulusLength', 'publicExponent']) {
      if (typeof wrong === 'number' && key === 'publicExponent' && wrong > 0) continue;
      add(`generateKeyPairSync ${key} wrong ${at}`, () =>
        pair(generateKeyPairSync('rsa', { modulusLength: 1024, [key]: wrong })),
      );
    }
    add(`generateKeyPairSync curve wrong ${at}`, () => pair(generateKeyPairSync('ec', { namedCurve: wrong })));
    add(`generateKeySync type wrong ${at}`, () => shape(generateKeySync(wrong, { length: 2 ** 24 })));
    add(`generateKeySync length wrong ${at}`, () => shape(generateKeySync('hmac', { length: wrong })));
    add(`generateKeySync options wrong ${at}`, () => shape(generateKeySync('hmac', wrong)));
  }
  for (const modulusLength of [0, 1, 100, 511, 512]) {
    add(`generateKeyPairSync ${modulusLength} bits`, () => pair(generateKeyPairSync('rsa', { modulusLength })));
  }
  add('generateKeyPairSync even exponent', () =>
    pair(generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 4 })),
  );
  add('generateKeyPairSync group and prime', () =>
    pair(generateKeyPairSync('dh', { group: 'modp14', primeLength: 64 })),
  );
  add('generateKeyPairSync unknown group', () => pair(generateKeyPairSync('dh', { group: 'modp99' })));
  add('generateKeyPairSync old option', () =>
    pair(generateKeyPairSync('rsa-pss', { modulusLength: 512, hash: 'md5' })),
  );
  for (const length of [128, 192, 256, 100])
    add(`generateKeySync aes ${length}`, () => shape(generateKeySync('aes', { length })));
  for (const length of [8, 9, 64, 2 ** 24])
    add(`generateKeySync hmac ${length}`, () => shape(generateKeySync('hmac', { length })));
}

function primes(add) {
  const { generatePrimeSync, checkPrimeSync } = crypto;
  const made = (prime) =>
    typeof prime === 'bigint' ? ['bigint', prime.toString(2).length] : [prime.constructor.name, prime.byteLength];
  for (const size of [2, 8, 31, 64, 65, 256]) {
    add(`generatePrimeSync ${size}`, () => made(generatePrimeSync(size)));
    add(`generatePrimeSync ${size} bigint`, () => made(generatePrimeSync(size, { bigint: true })));
  }
  add('generatePrimeSync safe', () => made(generatePrimeSync(64, { safe: true })));
  add('generatePrimeSync add and rem', () => generatePrimeSync(64, { add: 12n, rem: 11n, bigint: true }) % 12n);
  add('generatePrimeSync add in a buffer', () =>
    made(generatePrimeSync(64, { add: Buffer.from([12]), rem: bytes(1, 11) })),
  );
  add('generatePrimeSync add too large', () => generatePrimeSync(8, { add: 2n ** 20n }));
  add('generatePrimeSync add not positive', () => generatePrimeSync(8, { add: -1n }));
  add('generatePrimeSync rem too large', () => generatePrimeSync(64, { add: 3n, rem: 5n }));
  for (const [at, wrong] of WRONG.entries()) {
    add(`generatePrimeSync size wrong ${at}`, () => made(generatePrimeSync(wrong)));
    add(`generatePrimeSync options wrong ${at}`, () => made(generatePrimeSync(64, wrong)));
    for (const key of ['safe', 'bigint', 'add', 'rem']) {
      if (wrong === 5n || wrong === true) continue; // rem 5 without add is the prime 5's business, safe takes a while
      add(`generatePrimeSync ${key} wrong ${at}`, () => made(generatePrimeSync(64, { [key]: wrong })));
    }
    add(`checkPrimeSync wrong ${at}`, () => checkPrimeSync(wrong));
    add(`checkPrimeSync options wrong ${at}`, () => checkPrimeSync(7n, wrong));
    add(`checkPrimeSync checks wrong ${at}`, () => checkPrimeSync(7n, { checks: wrong }));
  }
  const mersenne = 2n ** 521n - 1n;
  for (const [at, candidate] of [0n, 1n, 2n, 4n, 7n, -7n, mersenne, mersenne + 2n].entries()) {
    add(`checkPrimeSync ${at}`, () => checkPrimeSync(candidate));
    add(`checkPrimeSync ${at}, more checks`, () => checkPrimeSync(candidate, { checks: 10 }));
  }
  for (const [at, candidate] of [
    Buffer.from([13]),
    arrayBuffer([13]),
    new Uint16Array([13]),
    new DataView(arrayBuffer([15])),
  ].entries()) {
    add(`checkPrimeSync memory ${at}`, () => checkPrimeSync(candidate));
  }
}

const LONG = 1 << 20;

function random(add) {
  const { randomBytes, randomFillSync } = crypto;
  /** Which bytes have been filled: all within, none without, as far as chance lets one tell. */
  const filled = (target, from, to) => {
    const all = ArrayBuffer.isView(target)
      ? Buffer.from(target.buffer, target.byteOffset, target.byteLength)
      : Buffer.from(target);
    const changed = (part) => part.length > 0 && part.some((byte) => byte !== 0);
    return [
      changed(all.subarray(0, from)),
      changed(all.subarray(from, from + 32)),
      changed(all.subarray(to - 32, to)),
      changed(all.subarray(to)),
    ];
  };
  for (const size of [0, 1, 1000, LONG, 2 * LONG + 1]) {
    add(`randomBytes ${size}`, () => {
      const made = randomBytes(size);
      return [
        made.constructor.name,
        made.length,
        made.byteOffset,
        made.buffer.byteLength,
        size >= 32 && filled(made, 0, size), // a single byte is 0 one time in 256
      ];
    });
  }
  for (const [at, wrong] of WRONG.entries()) {
    add(`randomBytes wrong ${at}`, () => randomBytes(wrong === 2 ** 32 ? 2 ** 31 : wrong).length);
    if (wrong !== undefined && typeof wrong !== 'function')
      add(`randomBytes callback wrong ${at}`, () => randomBytes(LONG, wrong));
    add(`randomFillSync target wrong ${at}`, () => randomFillSync(wrong));
    add(`randomFillSync offset wrong ${at}`, () => randomFillSync(bytes(LONG, 0), wrong).length);
    add(`randomFillSync size wrong ${at}`, () => randomFillSync(bytes(LONG, 0), 1, wrong).length);
  }
  add('randomBytes undefined for a callback', () => randomBytes(LONG, undefined).length);
  const targets = {
    Buffer: () => bytes(2 * LONG, 0),
    'part of a Buffer': () => bytes(3 * LONG, 0).subarray(LONG),
    Uint16Array: () => new Uint16Array(LONG),
    Float64Array: () => new Float64Array(new ArrayBuffer(2 * LONG + 64), 64),
    BigInt64Array: () => new BigInt64Array(LONG / 4),
    DataView: () => new DataView(new ArrayBuffer(2 * LONG + 8), 8),
    ArrayBuffer: () => new ArrayBuffer(2 * LONG),
    SharedArrayBuffer: () => new SharedArrayBuffer(2 * LONG),
  };
  for (const [name, make] of Object.entries(targets)) {
    const unit = make().BYTES_PER_ELEMENT ?? 1;
    const all = make().byteLength / unit;
    for (const [from, size] of [
      [],
      [0],
      [64],
      [64, LONG / unit],
      [undefined, LONG / unit],
      [0, 0],
      [all],
      [64, all],
      [all + 1],
      [0, all + 1],
    ]) {
      add(`randomFillSync ${name} ${from} ${size}`, () => {
        const target = make();
        const given = randomFillSync(target, from, size) === target;
        const begin = (from ?? 0) * unit;
        return [given, filled(target, begin, size === undefined ? target.byteLength : begin + size * unit)];
      });
    }
  }
}

/** Made anew by each process: only what is made of them with certainty is compared. */
function signatures(add) {
  const data = Buffer.from('what is signed');
  const { sign, verify, constants } = crypto;
  const kinds = {
    rsa: crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }),
    'rsa-pss': crypto.generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
    dsa: crypto.generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }),
    'P-256': crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    'P-384': crypto.generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    secp256k1: crypto.generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
    ed25519: crypto.generateKeyPairSync('ed25519'),
    ed448: crypto.generateKeyPairSync('ed448'),
    x25519: crypto.generateKeyPairSync('x25519'),
    secret: { privateKey: crypto.createSecretKey(bytes(32)), publicKey: crypto.createSecretKey(bytes(32)) },
  };
  const tell = (made) => [made.constructor.name, made.byteOffset, made.length > 40 ? 'long' : made.length];
  for (const [kind, { privateKey, publicKey }] of Object.entries(kinds)) {
    for (const algorithm of [undefined, null, 'sha256', 'SHA512', 'RSA-SHA256', 'md5', 'nonsense', 5]) {
      add(`sign ${kind} ${String(algorithm)}`, () => tell(sign(algorithm, data, privateKey)));
      add(`sign and verify ${kind} ${String(algorithm)}`, () =>
        verify(algorithm, data, publicKey, sign(algorithm, data, privateKey)),
      );
      add(`verify ${kind} ${String(algorithm)}, wrong signature`, () => verify(algorithm, data, publicKey, bytes(256)));
    }
    if (kind === 'secret') continue;
    const usual = kind.startsWith('ed') || kind.startsWith('x') ? null : 'sha256';
    const shapes = { pem: () => privateKey.export({ type: 'pkcs8', format: 'pem' }) };
    shapes['a Buffer with PEM'] = () => Buffer.from(shapes.pem());
    shapes.der = () => ({ key: privateKey.export({ type: 'pkcs8', format: 'der' }), format: 'der', type: 'pkcs8' });
    shapes.jwk = () => ({ key: privateKey.export({ format: 'jwk' }), format: 'jwk' });
    shapes['encrypted pem'] = () => ({
      key: privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'top' }),
      passphrase: 'top',
    });
    shapes['wrong passphrase'] = () => ({ key: ENCRYPTED, passphrase: 'bottom' });
    shapes['no passphrase'] = () => shapes['encrypted pem']().key;
    shapes['public key'] = () => publicKey;
    shapes['object with options'] = () => ({
      key: privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 10,
    });
    shapes['wrong padding'] = () => ({ key: privateKey, padding: 99 });
    shapes['padding as text'] = () => ({ key: privateKey, padding: 'x' });
    shapes['longest salt'] = () => ({ key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 100_000 });
    shapes.p1363 = () => ({ key: privateKey, dsaEncoding: 'ieee-p1363' });
    shapes['wrong encoding'] = () => ({ key: privateKey, dsaEncoding: 'nonsense' });
    for (const [shapeName, make] of Object.entries(shapes)) {
      add(`sign ${kind}, ${shapeName}`, () => tell(sign(usual, data, make())));
      add(`sign and verify ${kind}, ${shapeName}`, () => {
        const options = make();
        const key =
          options.key === undefined || typeof options.type === 'string' ? publicKey : { ...options, key: publicKey };
        return verify(usual, data, key, sign(usual, data, options));
      });
    }
    add(`verify ${kind} with its private key`, () => verify(usual, data, privateKey, sign(usual, data, privateKey)));
    add(`verify ${kind}, other data`, () => verify(usual, 'other', publicKey, sign(usual, data, privateKey)));
    add(`sign ${kind}, much data`, () =>
      verify(usual, bytes(400_000), publicKey, sign(usual, bytes(400_000), privateKey)),
    );
    add(`sign ${kind}, memory of a view`, () =>
      verify(usual, new Uint16Array(100_000), publicKey, sign(usual, new ArrayBuffer(200_000), privateKey)),
    );
  }
  const { privateKey, publicKey } = kinds.rsa;
  add('sign is the same each time', () => sign('sha256', data, privateKey).equals(sign('sha256', data, privateKey)));
  for (const [at, wrong] of WRONG.entries()) {
    add(`sign algorithm wrong ${at}`, () => tell(sign(wrong, data, privateKey)));
    add(`sign data wrong ${at}`, () => tell(sign('sha256', wrong, privateKey)));
    add(`sign key wrong ${at}`, () => tell(sign('sha256', bytes(400_000), wrong)));
    if (typeof wrong !== 'function')
      add(`sign callback wrong ${at}`, () => tell(sign('sha256', data, privateKey, wrong)));
    add(`verify data wrong ${at}`, () => verify('sha256', wrong, publicKey, bytes(256)));
    add(`verify key wrong ${at}`, () => verify('sha256', bytes(400_000), wrong, bytes(256)));
    add(`verify signature wrong ${at}`, () => verify('sha256', bytes(400_000), publicKey, wrong));
    add(`diffieHellman wrong ${at}`, () => crypto.diffieHellman(wrong));
  }
  agreement(add, {
    ...kinds,
    x448: crypto.generateKeyPairSync('x448'),
    dh: crypto.generateKeyPairSync('dh', { group: 'modp14' }),
  });
  if (crypto.encapsulate) capsules(add, kinds);
}

function agreement(add, kinds) {
  const { diffieHellman } = crypto;
  for (const [kind, own] of Object.entries(kinds)) {
    for (const other of [kind, 'P-384', 'dh']) {
      add(`diffieHellman ${kind} with ${other}`, () => {
        const { privateKey } = own;
        const made = diffieHellman({ privateKey, publicKey: kinds[other].publicKey });
        const again = diffieHellman({ privateKey: kinds[other].privateKey, publicKey: own.publicKey });
        return [made.constructor.name, made.length, made.equals(again)];
      });
    }
    add(
      `diffieHellman ${kind} the wrong way round`,
      () => diffieHellman({ privateKey: own.publicKey, publicKey: own.privateKey }).length,
    );
    add(`diffieHellman ${kind} half`, () => diffieHellman({ privateKey: own.privateKey }));
  }
}

function capsules(add, kinds) {
  for (const [kind, { publicKey, privateKey }] of Object.entries(kinds)) {
    add(`encapsulate ${kind}`, () => {
      const { sharedKey, ciphertext, ...rest } = crypto.encapsulate(publicKey);
      return [sharedKey.constructor.name, sharedKey.byteLength, ciphertext.byteLength, Object.keys(rest)];
    });
    add(`decapsulate ${kind}`, () => {
      const { sharedKey, ciphertext } = crypto.encapsulate(publicKey);
      return Buffer.from(crypto.decapsulate(privateKey, ciphertext)).equals(Buffer.from(sharedKey));
    });
    add(`decapsulate ${kind} nonsense`, () => crypto.decapsulate(privateKey, bytes(10)));
  }
  for (const [at, wrong] of WRONG.entries()) {
    add(`encapsulate wrong ${at}`, () => crypto.encapsulate(wrong));
    add(`decapsulate wrong ${at}`, () => crypto.decapsulate(wrong, bytes(256)));
    add(`decapsulate data wrong ${at}`, () => crypto.decapsulate(kinds.rsa.privateKey, wrong));
  }
}

module.exports = function cases() {
  const list = [];
  const add = (label, run) => list.push([label, run]);
  for (const fill of [deriving, keys, primes, random, signatures]) fill(add);
  return list;
};
