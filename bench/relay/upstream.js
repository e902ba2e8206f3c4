'use strict';
// What the services in this folder pass requests on to: answers after 5 ms.
const http = require('http');
const { listen } = require('../common');

process.on('disconnect', () => process.exit());
const server = http.createServer((req, res) => setTimeout(() => res.end('Hello from behind!\n'), 5));
server.on('listening', () => process.send(server.address().port));
listen(server);
