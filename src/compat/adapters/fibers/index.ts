import { defineAdapter } from '../../core/define';
import { NodeFiber } from './fiber';
import { Future } from './future';

/** The library's own files are never evaluated: its addon does not work on any Node from 16 on. */
export default defineAdapter({
  library: 'fibers',
  versions: { from: '0.6.0', below: '6.0.0' },
  files: {
    'fibers.js': { provide: () => NodeFiber },
    'future.js': { provide: () => Future },
  },
});
