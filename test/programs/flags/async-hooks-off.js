// it: fibers work where async ids are not checked (--no-force-async-hooks-checks)
// flags: --no-force-async-hooks-checks
'use strict';
require('../engine/support/everyday').run(() => console.log('ok'));
