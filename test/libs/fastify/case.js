'use strict';
const { caseOf } = require('../harness/web-case.cjs');

async function application(require, handler) {
  const app = require('fastify')();
  app.get('/:ms/:text', handler);
  app.setErrorHandler((error, request, reply) => reply.code(500).send(error.message));
  await app.ready();
  return app.routing;
}
module.exports = caseOf({
  straight: (require, answer) =>
    application(require, ({ params }, reply) => {
      reply.send(answer(params.ms, params.text));
    }),
  awaiting: (require, answer) => application(require, async ({ params }) => answer(params.ms, params.text)),
});
