import { callingBack } from './callbacks';
import { definePatch } from './define';

import { serverEvents } from './server-events';

export default definePatch({
  module: 'net',
  implements: {
    'Server.prototype.emit': serverEvents('net'),
    'Socket.prototype.connect': callingBack('net connect'),
    connect: callingBack('net connect'),
    createConnection: callingBack('net connect'),
  },
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
