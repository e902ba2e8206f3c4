// it: the same while each full collection moves everything
// preload: greenpatch
// timeout: 60000
// flags: --expose-gc --stress-compaction
'use strict';
require('./support/many-contexts').run(40, 1);
