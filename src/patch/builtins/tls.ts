import type tls from 'node:tls';
import { builtin } from '../../base/builtin';
import { osThread } from '../../fiber';
import { added } from '../core/added';
import { definePatch, type SharedPlace } from '../core/define';
import { onHubThread } from '../core/on-hub-thread';
import { serverEvents } from '../core/server-events';
import { FunctionSlot } from '../core/slot';

/** Node's own object behind a secure context. */
type NativeContext = Record<string, unknown>;

/**
 * Methods of Node's native secure contexts, in the one object that all of them inherit from: whatever makes a context, `https`, `http2`
 * or `fetch`, comes there. Several of them look at the store of root certificates, which Node 22 and 24 keep by OS thread; Node 24
 * aborts where a second thread makes one.
 */
class NativeContexts implements SharedPlace {
  readonly original = undefined;
  #slots: FunctionSlot[] | undefined;
  #on = false;

  get on(): boolean {
    return this.#on;
  }

  turnOn(): void {
    this.#on = osThread.differs;
    if (this.#on) for (const slot of (this.#slots ??= this.#find())) slot.turnOn();
  }

  turnOff(): void {
    this.#on = false;
    for (const slot of this.#slots ?? []) slot.turnOff();
  }

  /** One context is made for it; that looks at no root certificates yet. */
  #find(): FunctionSlot[] {
    const { SecureContext } = builtin<typeof tls & { SecureContext: new () => { context: NativeContext } }>('tls');
    const prototype = Object.getPrototypeOf(new SecureContext().context) as NativeContext;
    const names = Object.entries(Object.getOwnPropertyDescriptors(prototype))
      .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
      .map(([name]) => name);
    return names.map(
      (name) => new FunctionSlot(`SecureContext.${name}`, [prototype], name, onHubThread, () => undefined),
    );
  }
}

export default definePatch({
  module: 'tls',
  implements: {
    'Server.prototype.emit': serverEvents('tls'),
    'native secure contexts': new NativeContexts(),
    getCACertificates: onHubThread,
    setDefaultCACertificates: onHubThread,
  },
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
    'getCertificateCompressionAlgorithms',
    'getCiphers',
    'rootCertificates',
  ],
  refuses: {},
});
