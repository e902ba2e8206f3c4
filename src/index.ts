// What `require('greenpatch')` and `node -r greenpatch` load: register.ts patches, api.ts is what they give.
import './register';

export * from './api';

// The very object that `greenpatch/api` exports.
module.exports = require('./api');
