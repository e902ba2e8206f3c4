// it: fibers work where V8 uses no helper threads (--single-threaded, --predictable)
// flags: --single-threaded --predictable
'use strict';
require('../engine/support/everyday').run(() => console.log('ok'));
