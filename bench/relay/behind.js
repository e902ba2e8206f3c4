'use strict';
// Starts the server behind the service, in a process of its own that ends with this one; its address.
const { fork } = require('child_process');
const http = require('http');
const path = require('path');

exports.agent = new http.Agent({ keepAlive: true, maxSockets: 1000 });

exports.start = () =>
  new Promise((resolve) => {
    const child = fork(path.join(__dirname, 'upstream.js'), { execArgv: [], stdio: ['ignore', 'ignore', 2, 'ipc'] });
    child.once('message', (port) => resolve('http://127.0.0.1:' + port + '/'));
  });
