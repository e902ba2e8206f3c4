import { added } from '../core/added';
import { definePatch } from '../core/define';

export default definePatch({
  module: 'readline',
  implements: {},
  adds: added('readline', 'questionSync'),
  passThrough: [
    'Interface',
    'clearLine',
    'clearScreenDown',
    'createInterface',
    'cursorTo',
    'emitKeypressEvents',
    'moveCursor',
    'promises',
  ],
  refuses: {},
});
