import { shared } from './base/shared';
import * as exported from './exports';

export * from './exports';

// A second copy of the package hands out what the first one made: one engine, one hub, one class Fiber in a process.
const first = shared('api', () => exported);
if (first !== exported) module.exports = first;
