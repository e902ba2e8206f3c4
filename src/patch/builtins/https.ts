import { added } from '../core/added';
import { definePatch } from '../core/define';
import { serverEvents } from '../core/server-events';

export default definePatch({
  module: 'https',
  implements: { 'Server.prototype.emit': serverEvents('https') },
  adds: added('https', 'getSync', 'requestSync'),
  passThrough: ['Agent', 'createServer', 'get', 'globalAgent', 'request'],
  refuses: {},
});
