import { added } from '../core/added';
import { callingBack } from '../core/callbacks';
import { closing } from '../core/closing';
import { definePatch } from '../core/define';
import { serverEvents } from '../core/server-events';

export default definePatch({
  module: 'net',
  implements: {
    'Server.prototype.close': closing,
    'Server.prototype.emit': serverEvents('net'),
    'Socket.prototype.connect': callingBack('net connect'),
    connect: callingBack('net connect'),
    createConnection: callingBack('net connect'),
  },
  adds: added(
    'net',
    'Server.prototype.acceptSync',
    'Server.prototype.listenSync',
    'Socket.prototype.endSync',
    'Socket.prototype.readLineSync',
    'Socket.prototype.readSync',
    'Socket.prototype.writeSync',
    'connectSync',
  ),
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
