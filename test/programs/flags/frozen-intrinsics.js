// it: fibers work where the builtins are frozen (--frozen-intrinsics)
// flags: --frozen-intrinsics
'use strict';
require('../fixtures/engine/everyday').run(() => console.log('ok'));
