// it: top-level await of values, promises, timers, immediates and errors
import fs from 'node:fs/promises';
import { setImmediate as immediate, setTimeout as timeout } from 'node:timers/promises';
import { note } from '../kit.js';

note('begin');
process.nextTick(note, 'tick');
queueMicrotask(() => note('microtask'));
await null;
note('after null');
await Promise.resolve();
note('after promise');
await new Promise((resolve) => process.nextTick(resolve));
note('after tick');
await immediate();
note('after immediate');
await timeout(1);
note('after timer');
await fs.access(new URL(import.meta.url));
note('after fs');
try {
  await Promise.reject(new Error('x'));
} catch (error) {
  note(`caught ${error.message}`);
}
for await (const value of [1, Promise.resolve(2)]) note(`value ${value}`);
setImmediate(note, 'immediate');
note('end');
