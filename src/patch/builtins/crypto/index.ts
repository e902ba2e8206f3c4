import { callingBack } from '../../core/callbacks';
import { fillSync, OPTIONAL_CALLBACKS, TWINS, viaPool, withOrWithoutCallback } from './sync';
import { definePatch } from '../../core/define';

/** Functions whose callback is an entry point. */
const ASYNCHRONOUS = [
  'argon2',
  'checkPrime',
  'generateKey',
  'generateKeyPair',
  'generatePrime',
  'hkdf',
  'pbkdf2',
  'randomFill',
  'randomInt',
  'scrypt',
];

/** Node has no asynchronous form of these: `offload` runs them on a thread. */
const REFUSED = Object.fromEntries(
  [
    [
      'createDiffieHellman',
      'searches a prime on the calling thread when it is given a length; generatePrimeSync yields',
    ],
    ['createPrivateKey', 'parses and decrypts the key on the calling thread'],
    ['createPublicKey', 'parses the key on the calling thread'],
    ['hash', 'hashes on the calling thread'],
    ['parsePKCS12', 'decrypts on the calling thread'],
    ['privateDecrypt', 'works on the calling thread'],
    ['privateEncrypt', 'works on the calling thread'],
    ['publicDecrypt', 'works on the calling thread'],
    ['publicEncrypt', 'works on the calling thread'],
    ...['Certificate', 'DiffieHellman', 'DiffieHellmanGroup', 'ECDH', 'X509Certificate'].map((name) => [
      name,
      'its methods work on the calling thread',
    ]),
    ...['Cipher', 'Cipheriv', 'Decipher', 'Decipheriv', 'Hash', 'Hmac', 'Sign', 'Verify'].map((name) => [
      name,
      'update and final work on the calling thread, piece by piece: what is fed in small pieces blocks shortly',
    ]),
  ].map(([name, why]) => [name!, `${why}, and there is no asynchronous form of it`]),
);

export default definePatch({
  module: 'crypto',
  implements: {
    ...Object.fromEntries(ASYNCHRONOUS.map((name) => [name, callingBack(`crypto.${name}`)])),
    ...Object.fromEntries(Object.keys(OPTIONAL_CALLBACKS).map((name) => [name, withOrWithoutCallback(name)])),
    ...Object.fromEntries(Object.keys(TWINS).map((name) => [name, viaPool(name)])),
    randomFillSync: fillSync,
  },
  passThrough: [
    'prng', // deprecated names of randomBytes
    'pseudoRandomBytes',
    'rng',
    'KeyObject',
    'constants',
    'createCipher',
    'createCipheriv',
    'createDecipher',
    'createDecipheriv',
    'createDiffieHellmanGroup',
    'createECDH',
    'createHash',
    'createHmac',
    'createMac',
    'createSecretKey',
    'createSign',
    'createVerify',
    'fips',
    'getCipherInfo',
    'getCiphers',
    'getCurves',
    'getDiffieHellman',
    'getFips',
    'getHashes',
    'getMacs',
    'getRandomValues',
    'randomUUID',
    'randomUUIDv7',
    'secureHeapUsed',
    'setEngine',
    'setFips',
    'subtle',
    'timingSafeEqual',
    'webcrypto',
  ],
  refuses: REFUSED,
});
