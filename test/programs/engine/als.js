// it: AsyncLocalStorage belongs to the fiber: run, enterWith, exit, snapshot and bind across parks; the spawner's store is inherited
'use strict';
require('./support/als-workload').run(() => console.log('ok'));
