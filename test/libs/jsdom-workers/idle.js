'use strict';
// A worker of jsdom exits 5 s after it has made a request, also under another one that it is making. So each has a worker of its own:
//   node -r greenpatch idle.js <folder in whose node_modules jsdom is>
const assert = require('node:assert');
const http = require('node:http');
const { createRequire } = require('node:module');
const path = require('node:path');
const { spawn } = require('greenpatch/api');

const IDLE_MS = 5_000;
const { JSDOM } = createRequire(path.join(process.argv[2], 'package.json'))('jsdom');
const server = http.createServer((request, response) => {
  const [, ms, text] = request.url.split('/');
  setTimeout(() => response.end(text), Number(ms));
});
server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}/`;
  const { window } = new JSDOM('', { url });
  const get = (ms, text) => {
    const request = new window.XMLHttpRequest();
    request.open('GET', `${url}${ms}/${text}`, false);
    request.send();
    return request.responseText;
  };
  const answers = await Promise.all([spawn(get, IDLE_MS + 1_000, 'long'), spawn(get, 0, 'short')]);
  assert.deepStrictEqual(answers, ['long', 'short']);
  window.close();
  server.close();
  console.log('ok');
});
