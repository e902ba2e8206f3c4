// it: fibers work where the builtins are frozen (--frozen-intrinsics)
// flags: --frozen-intrinsics
'use strict';
require('../engine/support/everyday').run(() => console.log('ok'));
