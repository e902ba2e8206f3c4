'use strict';
module.exports = require('../harness/xml-http-request.cjs').caseOf('xmlhttprequest-ssl');
