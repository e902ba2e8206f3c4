// it: with GREENPATCH_ENTRIES=adapt, events of servers that make no blocking call 1,000 times in a row are called on the hub, until one does, which is named
// preload: greenpatch
// env: GREENPATCH_ENTRIES=adapt
// engines: switch
'use strict';
require('./support/adapting').tryAll(['net connection', 'http request']);
console.log('ok');
