// it: stacks that change between own switching and V8's protocol have no handles that a collection with compaction has not seen
// flags: --expose-gc --stress-compaction
// timeout: 60000
'use strict';
require('../engine/switch-protocols');
