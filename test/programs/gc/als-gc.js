// it: AsyncLocalStorage's stores survive frequent scavenges in and around parked fibers
// flags: --max-semi-space-size=1
'use strict';
require('../engine/support/als-workload').run(() => console.log('ok'));
