import { defineAdapter } from '../../core/define';
import { children, failing, files } from '../xmlhttprequest/own-files';

export default defineAdapter({
  library: 'xmlhttprequest-ssl',
  versions: { from: '1.5.0', below: '5.0.0' },
  files: {
    'lib/XMLHttpRequest.js': {
      requires: { fs: files, child_process: children },
      implements: { '': failing, XMLHttpRequest: failing },
    },
  },
});
