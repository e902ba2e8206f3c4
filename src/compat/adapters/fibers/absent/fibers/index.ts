import { NodeFiber } from '../../fiber';

// What `require('fibers')` finds where the package is not installed.
export = NodeFiber;
