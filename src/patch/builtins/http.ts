import type http from 'node:http';
import { builtin } from '../../base/builtin';
import { added } from '../core/added';
import { definePatch } from '../core/define';
import { emitting } from '../core/emitting';
import { serverEvents } from '../core/server-events';

export default definePatch({
  module: 'http',
  implements: {
    'Server.prototype.emit': serverEvents('http'),
    'ClientRequest.prototype.emit': emitting(() => builtin<typeof http>('http').ClientRequest.prototype, {
      connect: 'http response',
      continue: 'http continue',
      information: 'http information',
      response: 'http response',
      upgrade: 'http response',
    }),
  },
  adds: added('http', 'getSync', 'requestSync'),
  passThrough: [
    'Agent',
    'ClientRequest',
    'CloseEvent',
    'IncomingMessage',
    'METHODS',
    'MessageEvent',
    'OutgoingMessage',
    'STATUS_CODES',
    'ServerResponse',
    'WebSocket',
    '_connectionListener',
    'createServer',
    'get',
    'globalAgent',
    'isValidHeaderName',
    'isValidHeaderValue',
    'maxHeaderSize',
    'request',
    'setGlobalProxyFromEnv',
    'setMaxIdleHTTPParsers',
    'validateHeaderName',
    'validateHeaderName.withoutStackTrace',
    'validateHeaderValue',
    'validateHeaderValue.withoutStackTrace',
    'websocketMask',
    'websocketUnmask',
  ],
  refuses: {},
});
