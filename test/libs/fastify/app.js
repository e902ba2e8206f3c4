'use strict';
// A Fastify application whose handlers and hooks block after an await.
const fastify = require('fastify');
const { announce, current, lookUp, takeMost, work } = require('../web/work');

const app = fastify();
app.addHook('onRequest', (request, reply, done) => current.run({ id: request.headers['x-id'] }, done));
app.get('/most', async () => takeMost());

async function answer(kind, text) {
  const session = await lookUp(text);
  const before = current.getStore().id;
  const result = work[kind](session);
  return { result, before, after: current.getStore().id };
}
app.get('/:kind/:text', async ({ params }) => answer(params.kind, params.text));
app.post('/:kind', async ({ params, body }) => answer(params.kind, body.text));
app.get('/:kind/:text/fails', async ({ params }) => {
  const { result } = await answer(params.kind, params.text);
  throw new Error(`failed: ${result}`);
});
app.setErrorHandler((error, request, reply) => {
  reply.code(500).send({ error: error.message, id: current.getStore()?.id });
});
app.listen({ port: 0, host: '127.0.0.1' }).then(() => announce(app.server.address().port));
