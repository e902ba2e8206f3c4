'use strict';

// The slow backend, a plain asynchronous server in a process of its own. What it answers depends on the request, so that
// an answer given to the wrong caller is noticed. GET /stats tells how many requests were in flight at most since the
// last GET /stats?reset=N. From that on replies are held back until N requests have been in flight at the same time: so the
// number of them says what the application can do, and not how busy the machine is.

const { createHash } = require('node:crypto');
const http = require('node:http');

const stats = { inFlight: 0, largest: 0, served: 0 };
/** Fewer than expected come: then replies are held back no longer. */
const PATIENCE_MS = 20_000;
let expected = 1;
let held = [];
let patience;

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
  if (stats.largest >= expected) release();
  const reply = () => {
    stats.inFlight--;
    stats.served++;
    sendJson(res, { id, text: quoteFor(id), ms });
  };
  setTimeout(() => (stats.largest >= expected ? reply() : hold(reply)), ms);
}

function hold(reply) {
  patience ??= setTimeout(expectNoMore, PATIENCE_MS);
  held.push(reply);
}

function expectNoMore() {
  expected = 1;
  release();
}

function release() {
  clearTimeout(patience);
  patience = undefined;
  const replies = held;
  held = [];
  for (const reply of replies) reply();
}

function serveStats(res, reset) {
  sendJson(res, stats);
  if (reset === null) return;
  Object.assign(stats, { largest: stats.inFlight, served: 0 });
  expected = Number(reset);
}

function handle(req, res) {
  const url = new URL(req.url, 'http://backend');
  const [, route, id] = url.pathname.split('/');
  if (route === 'quote') return serveQuote(res, id, Number(url.searchParams.get('ms')));
  if (route === 'stats') return serveStats(res, url.searchParams.get('reset'));
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
