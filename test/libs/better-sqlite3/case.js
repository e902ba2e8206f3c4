'use strict';
module.exports = require('../harness/sqlite-case.cjs').caseOf({
  load: (require) => require('better-sqlite3'),
  another: (db) => new db.constructor(db.name, { timeout: 0 }),
  wrong: [],
});
