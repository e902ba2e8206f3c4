// it: fibers work where async ids are not checked (--no-force-async-hooks-checks)
// flags: --no-force-async-hooks-checks
'use strict';
require('../fixtures/engine/everyday').run(() => console.log('ok'));
