import { defineAdapter } from '../../core/define';
import { NodeFiber } from './fiber';
import { Future } from './future';
import { record } from './record';

/** The library's own files are never evaluated: its addon does not work on any Node from 16 on. */
export default defineAdapter({
  ...record,
  files: {
    'fibers.js': { provide: () => NodeFiber },
    'future.js': { provide: () => Future },
  },
});
