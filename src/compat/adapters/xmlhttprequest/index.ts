import { defineAdapter } from '../../core/define';
import { children, files } from './own-files';
import { record } from './record';

export default defineAdapter({
  ...record,
  files: {
    'lib/XMLHttpRequest.js': {
      requires: { fs: files, child_process: children },
    },
  },
});
