'use strict';

// The slow backend, a plain asynchronous server in a process of its own. What it answers depends on the request, so that
// an answer given to the wrong caller is noticed. GET /stats tells how many requests were in flight at most since the
// last GET /stats?reset=1.

const { createHash } = require('node:crypto');
const http = require('node:http');

const stats = { inFlight: 0, largest: 0, served: 0 };

/** The quotation that belongs to `id`; the load generator compares with it. */
function quoteFor(id) {
  return createHash('sha256').update(`quote for ${id}`).digest('base64url');
}

function sendJson(res, value) {
  const body = JSON.stringify(value);
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  res.end(body);
}

function serveQuote(res, id, ms) {
  stats.inFlight++;
  stats.largest = Math.max(stats.largest, stats.inFlight);
  setTimeout(() => {
    stats.inFlight--;
    stats.served++;
    sendJson(res, { id, text: quoteFor(id), ms });
  }, ms);
}

function serveStats(res, reset) {
  sendJson(res, stats);
  if (reset) Object.assign(stats, { largest: stats.inFlight, served: 0 });
}

function handle(req, res) {
  const url = new URL(req.url, 'http://backend');
  const [, route, id] = url.pathname.split('/');
  if (route === 'quote') return serveQuote(res, id, Number(url.searchParams.get('ms')));
  if (route === 'stats') return serveStats(res, url.searchParams.has('reset'));
  res.writeHead(404).end();
}

function main() {
  const server = http.createServer(handle).listen(0, '127.0.0.1', () => {
    console.log(`listening on http://127.0.0.1:${server.address().port}`);
  });
  process.on('SIGTERM', () => process.exit(0));
  process.on('disconnect', () => process.exit(0));
}

if (require.main === module) main();
module.exports = { quoteFor };
