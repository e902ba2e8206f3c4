import { definePatch } from './define';
import { serverEvents } from './server-events';

export default definePatch({
  module: 'http',
  implements: { 'Server.prototype.emit': serverEvents('http') },
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
    'maxHeaderSize',
    'request',
    'setGlobalProxyFromEnv',
    'setMaxIdleHTTPParsers',
    'validateHeaderName',
    'validateHeaderName.withoutStackTrace',
    'validateHeaderValue',
    'validateHeaderValue.withoutStackTrace',
  ],
  refuses: {},
});
