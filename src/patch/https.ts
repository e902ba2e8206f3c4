import { definePatch } from './define';
import { serverEvents } from './server-events';

export default definePatch({
  module: 'https',
  alsoWith: ['http2'],
  implements: { 'Server.prototype.emit': serverEvents('https') },
  passThrough: ['Agent', 'createServer', 'get', 'globalAgent', 'request'],
  refuses: {},
});
