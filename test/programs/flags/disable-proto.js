// it: fibers work where __proto__ is gone (--disable-proto=delete)
// flags: --disable-proto=delete
'use strict';
require('../engine/support/everyday').run(() => console.log('ok'));
