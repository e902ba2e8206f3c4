import { added } from '../core/added';
import { definePatch } from '../core/define';
import { serverEvents } from '../core/server-events';

export default definePatch({
  module: 'tls',
  implements: { 'Server.prototype.emit': serverEvents('tls') },
  adds: added('tls', 'connectSync'),
  passThrough: [
    'CLIENT_RENEG_LIMIT',
    'CLIENT_RENEG_WINDOW',
    'DEFAULT_CIPHERS',
    'DEFAULT_ECDH_CURVE',
    'DEFAULT_MAX_VERSION',
    'DEFAULT_MIN_VERSION',
    'SecureContext',
    'TLSSocket',
    'checkServerIdentity',
    'connect',
    'convertALPNProtocols',
    'createSecureContext',
    'createSecurePair',
    'createServer',
    'getCACertificates',
    'getCertificateCompressionAlgorithms',
    'getCiphers',
    'rootCertificates',
    'setDefaultCACertificates',
  ],
  refuses: {},
});
