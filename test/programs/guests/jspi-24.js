// it: JSPI: nothing parks below a promising export or an import that suspends, and collections find every reference once
// flags: --experimental-wasm-jspi
// lines: 24
// preload: greenpatch
'use strict';
require('./support/jspi');
