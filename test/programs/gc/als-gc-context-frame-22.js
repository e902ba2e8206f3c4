// it: AsyncLocalStorage's stores survive frequent scavenges also on Node 22 with its experimental implementation
// flags: --max-semi-space-size=1 --experimental-async-context-frame
// lines: 22
'use strict';
require('../engine/support/als-workload').run(() => console.log('ok'));
