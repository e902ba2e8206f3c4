'use strict';
// A service that passes each request on to another server and waits for its answer. A fiber a request, which blocks.
const http = require('http');
const { listen } = require('../common');
const { agent, start } = require('./behind');

start().then((url) => listen(http.createServer((req, res) => res.end(http.getSync(url, { agent }).body))));
