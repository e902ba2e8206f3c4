'use strict';
// Answers until its parent hangs up.
process.on('message', (message) => process.send(message));
