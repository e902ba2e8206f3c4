'use strict';
// The case of the two packages that have an XMLHttpRequest that blocks.
const { reference } = require('./http-get.cjs');

/** What a program sees of a request that is over. The text is the error's stack, whose frames differ. */
const state = ({ status, statusText, responseText, readyState }) => {
  return { status, statusText, responseText: responseText?.split('\n', 1)[0], readyState };
};

/** The failures of these libraries are in the request; some throw what is no error as well. */
const shown = (fn) => (client) => {
  const request = new client.XMLHttpRequest();
  const events = [];
  for (const event of ['readystatechange', 'load', 'loadend', 'error'])
    request.addEventListener(event, () => events.push([event, request.readyState]));
  let thrown;
  try {
    fn(request, client.port);
  } catch (error) {
    thrown = error instanceof Error ? error.message : error;
  }
  const seen = { ...state(request), thrown, header: request.getResponseHeader('connection'), events };
  throw new Error(JSON.stringify(seen));
};
const get = (request, url) => {
  request.open('GET', url, false);
  request.send();
};
const url = (port, ms, text) => `http://127.0.0.1:${port}/${ms}/${text}`;

/** @param {string} name of the package */
exports.caseOf = (name) => ({
  open: ({ require, port }) => ({ XMLHttpRequest: require(name).XMLHttpRequest, port }),
  blocking({ XMLHttpRequest, port }, n, ms) {
    const request = new XMLHttpRequest();
    get(request, url(port, ms, `reply-${n}`));
    return request.responseText;
  },
  plain: reference.plain,
  expected: reference.expected,
  failures: {
    'status 500': shown((request, port) => get(request, url(port, 0, 'fail'))),
    'nobody listens': shown((request) => get(request, 'http://127.0.0.1:1/0/text')),
    'no such host': shown((request) => get(request, 'http://host.invalid/0/text')),
    'a file that is not there': shown((request) => get(request, 'file:///no/such/file')),
    'a reply to what was posted': shown((request, port) => {
      request.open('POST', url(port, 0, 'it%27s%20there'), false);
      request.setRequestHeader('Content-Type', 'text/plain');
      request.send(`it's "posted", in .node-xmlhttprequest-content-${process.pid}`);
    }),
    'sent before it is opened': ({ XMLHttpRequest }) => new XMLHttpRequest().send(),
  },
  cut: shown((request, port) => get(request, url(port, 0, 'text'))),
});
