'use strict';
// An Express application whose handlers block after an await.
const express = require('express');
const { announce, current, lookUp, takeMost, work } = require('../web/work');

const app = express();
app.use((request, response, next) => current.run({ id: request.get('x-id') }, next));
app.use(express.json());
app.get('/most', (request, response) => response.json(takeMost()));

async function answer(kind, text) {
  const session = await lookUp(text);
  const before = current.getStore().id;
  const result = work[kind](session);
  return { result, before, after: current.getStore().id };
}
app.get('/:kind/:text', async (request, response) => {
  response.json(await answer(request.params.kind, request.params.text));
});
app.post('/:kind', async (request, response) => {
  response.json(await answer(request.params.kind, request.body.text));
});
app.get('/:kind/:text/fails', async (request) => {
  const { result } = await answer(request.params.kind, request.params.text);
  throw new Error(`failed: ${result}`);
});
app.use((error, request, response, _next) => {
  response.status(500).json({ error: error.message, id: current.getStore()?.id });
});
const server = app.listen(0, '127.0.0.1', () => announce(server.address().port));
