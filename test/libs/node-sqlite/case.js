'use strict';
module.exports = require('../harness/sqlite-case.cjs').caseOf({
  load: () => require('node:sqlite').DatabaseSync,
  another: (db) => new db.constructor(db.location()),
  wrong: [Symbol('s')],
});
