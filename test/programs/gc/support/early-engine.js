'use strict';
// Opens the engine before the program begins, as a preload of greenpatch does, but patches nothing.
require('../../../../dist/fiber').housekeeping.stats();
