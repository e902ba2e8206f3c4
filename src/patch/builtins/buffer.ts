import { definePatch } from '../core/define';
import { holding, isObject } from '../core/holding';

export default definePatch({
  module: 'buffer',
  always: true,
  implements: {
    // The elements of an array are converted when their place in Node's pool is chosen, and not taken yet.
    'Buffer.from': holding(isObject),
  },
  passThrough: [
    'Blob',
    'File',
    'INSPECT_MAX_BYTES',
    'SlowBuffer',
    'atob',
    'btoa',
    'constants',
    'isAscii',
    'isLatin1',
    'isUtf8',
    'kMaxLength',
    'kStringMaxLength',
    'resolveObjectURL',
    'transcode',
  ],
  refuses: {},
});
