'use strict';
// Hello over Node's http; run plain, and preloaded so that each request gets a fiber.
const http = require('http');
const { listen } = require('../common');

const server = http.createServer((req, res) => {
  res.setHeader('Content-Type', 'text/plain');
  res.end('Hello, World!\n');
});
listen(server);
