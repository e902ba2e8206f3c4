// it: fibers work where nothing is compiled (--jitless)
// flags: --jitless
'use strict';
require('../fixtures/engine/everyday').run(() => console.log('ok'));
