import { definePatch } from './define';
import { serverEvents } from './server-events';

export default definePatch({
  module: 'net',
  implements: { 'Server.prototype.emit': serverEvents('net') },
  passThrough: [
    'BlockList',
    'BoundSocket',
    'Socket',
    'SocketAddress',
    'Stream',
    '_TransferredBoundSocket',
    '_createServerHandle',
    '_normalizeArgs',
    '_setSimultaneousAccepts',
    'connect',
    'createConnection',
    'createServer',
    'getDefaultAutoSelectFamily',
    'getDefaultAutoSelectFamilyAttemptTimeout',
    'isIP',
    'isIPv4',
    'isIPv6',
    'setDefaultAutoSelectFamily',
    'setDefaultAutoSelectFamilyAttemptTimeout',
  ],
  refuses: {},
});
