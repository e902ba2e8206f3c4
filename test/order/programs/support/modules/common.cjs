'use strict';
const { note } = require('../../../kit.js');

note('common module');
exports.value = 'common';
