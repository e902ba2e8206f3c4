// it: fibers work where nothing is compiled (--jitless)
// flags: --jitless
'use strict';
require('../engine/support/everyday').run(() => console.log('ok'));
