import { Future } from '../../future';

export = Future;
