// it: fibers work where no code may come from strings
// flags: --disallow-code-generation-from-strings
'use strict';
require('../engine/support/everyday').run(() => console.log('ok'));
