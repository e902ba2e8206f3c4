// it: fibers work where functions are compiled in the background at once (--stress-background-compile)
// flags: --stress-background-compile
'use strict';
require('../engine/support/everyday').run(() => console.log('ok'));
