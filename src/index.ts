import './register';

export * from './exports';

// The very object that `greenpatch/api` exports, which with two copies of the package is the first one's.
module.exports = require('./api');
