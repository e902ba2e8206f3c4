'use strict';

// node -r greenpatch examples/wait-for-a-promise.js
// Asynchronous functions called in a straight line, from a function that is not async and a callback that cannot be.

const { once } = require('node:events');
const http = require('node:http');
const { wait } = require('greenpatch');

const server = http.createServer((req, res) => res.end(`you asked for ${req.url}`)).listen(0);
wait(once(server, 'listening'));

function get(path) {
  const response = wait(fetch(`http://127.0.0.1:${server.address().port}${path}`));
  return wait(response.text());
}

console.log(get('/one'));
console.log(['/two', '/three'].map(get).join(', '));
server.close();
