'use strict';
// The case of the two packages that have an XMLHttpRequest that blocks.
const { reference } = require('./http-get.cjs');

const url = (port, ms, text) => `http://127.0.0.1:${port}/${ms}/${text}`;

/** @param {string} name of the package */
exports.caseOf = (name) => ({
  open: ({ require, port }) => ({ XMLHttpRequest: require(name).XMLHttpRequest, port }),
  blocking({ XMLHttpRequest, port }, n, ms) {
    const request = new XMLHttpRequest();
    request.open('GET', url(port, ms, `reply-${n}`), false);
    request.send();
    return request.responseText;
  },
  openPlain: reference.openPlain,
  plain: reference.plain,
  expected: reference.expected,
});
