'use strict';
// As straight.js in this folder, with an async handler.
const http = require('http');
const { listen } = require('../common');
const { agent, start } = require('./behind');

const get = (url) =>
  new Promise((resolve, reject) => {
    http
      .get(url, { agent }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve(Buffer.concat(parts)));
        answer.on('error', reject);
      })
      .on('error', reject);
  });

start().then((url) => listen(http.createServer(async (req, res) => res.end(await get(url)))));
