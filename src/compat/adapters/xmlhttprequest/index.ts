import { defineAdapter } from '../../core/define';
import { children, files } from './own-files';

export default defineAdapter({
  library: 'xmlhttprequest',
  versions: { from: '1.5.0', below: '2.0.0' },
  files: {
    'lib/XMLHttpRequest.js': {
      requires: { fs: files, child_process: children },
    },
  },
});
