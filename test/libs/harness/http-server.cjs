'use strict';
// Answers GET /<ms>/<text> with the text after so many ms:   node http-server.cjs <port>
const http = require('node:http');

const answer = ({ url }, response) => {
  const [, ms, text = ''] = url.split('/');
  setTimeout(() => response.end(decodeURIComponent(text)), Number(ms));
};
http.createServer(answer).listen(Number(process.argv[2]), '127.0.0.1');
