'use strict';
// Hello over Node's http, a node-fibers fiber a request.
const http = require('http');
const { listen } = require('../common');
const { spawn } = require('../fibers-hub');

const server = http.createServer((req, res) =>
  spawn(() => {
    res.setHeader('Content-Type', 'text/plain');
    res.end('Hello, World!\n');
  }),
);
listen(server);
