import { Future } from '../../../fibers/future';

export = Future;
