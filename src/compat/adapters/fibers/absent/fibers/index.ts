import { NodeFiber } from '../../../fibers/fiber';

// What `require('fibers')` finds where the package is not installed.
export = NodeFiber;
