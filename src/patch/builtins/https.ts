import { added } from './added';
import { definePatch } from './define';
import { serverEvents } from './server-events';

export default definePatch({
  module: 'https',
  alsoWith: ['http2'],
  implements: { 'Server.prototype.emit': serverEvents('https') },
  adds: added('https', 'getSync', 'requestSync'),
  passThrough: ['Agent', 'createServer', 'get', 'globalAgent', 'request'],
  refuses: {},
});
