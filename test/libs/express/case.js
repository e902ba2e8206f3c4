'use strict';
const { caseOf } = require('../harness/web-case.cjs');

function application(require, handler) {
  const app = require('express')();
  app.get('/:ms/:text', handler);
  app.use((error, request, response, _next) => response.status(500).send(error.message));
  return app;
}
module.exports = caseOf({
  straight: (require, answer) =>
    application(require, ({ params }, response) => response.send(answer(params.ms, params.text))),
  // Express 4 does not look at what a handler promises.
  awaiting: (require, answer) =>
    application(require, ({ params }, response, next) =>
      answer(params.ms, params.text).then((text) => response.send(text), next),
    ),
});
