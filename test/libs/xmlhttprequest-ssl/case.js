'use strict';
module.exports = require('../xmlhttprequest/case.js').of('xmlhttprequest-ssl');
