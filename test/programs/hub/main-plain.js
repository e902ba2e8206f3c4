// it: an error of a main fiber that has not parked is thrown to its caller, with its place
// expect-exit: 1
// expect-stderr: main-plain\.js:\d+\n\s+throw new SyntaxError\('in the main module'\);\n\s+\^
'use strict';
const { runMain } = require('../../../dist/hub');

runMain(() => {
  throw new SyntaxError('in the main module');
});
