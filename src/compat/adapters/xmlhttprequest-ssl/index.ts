import { defineAdapter } from '../../core/define';
import { children, failing, files } from '../xmlhttprequest/own-files';
import { record } from './record';

export default defineAdapter({
  ...record,
  files: {
    'lib/XMLHttpRequest.js': {
      requires: { fs: files, child_process: children },
      implements: { '': failing, XMLHttpRequest: failing },
    },
  },
});
