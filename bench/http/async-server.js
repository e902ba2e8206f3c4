'use strict';
// Hello over Node's http from an async handler; run plain, and preloaded.
const http = require('http');
const { listen } = require('../common');

const server = http.createServer(async (req, res) => {
  await null;
  res.setHeader('Content-Type', 'text/plain');
  res.end('Hello, World!\n');
});
listen(server);
