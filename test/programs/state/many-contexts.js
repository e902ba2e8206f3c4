// it: last matches and joins keep apart in many contexts, which come and go
// The trap: with many contexts a switch does not read V8's slots, which are written to for a match with more groups than ever before.
// preload: greenpatch
// flags: --expose-gc
'use strict';
require('./support/many-contexts').run(100, 6);
