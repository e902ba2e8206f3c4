// it: with GREENPATCH_ENTRIES=adapt, ticks and promise jobs that make no blocking call 1,000 times in a row are called on the hub, until one does, which is named
// preload: greenpatch
// env: GREENPATCH_ENTRIES=adapt
// engines: switch
'use strict';
require('./support/adapting').tryAll(['ticks', 'promise jobs']);
console.log('ok');
