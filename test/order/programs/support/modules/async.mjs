import { note } from '../../../kit.js';

note('async module');
await null;
note('async module went on');
await new Promise((resolve) => setImmediate(resolve));
note('async module after an immediate');
export default 'async';
