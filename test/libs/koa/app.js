'use strict';
// A Koa application: each middleware awaits the next one, and the last one blocks.
const Koa = require('koa');
const { announce, current, lookUp, takeMost, work } = require('../web/work');

const app = new Koa();
app.use((context, next) => current.run({ id: context.get('x-id') }, next));
app.use(async (context, next) => {
  try {
    await next();
  } catch (error) {
    context.status = 500;
    context.body = { error: error.message, id: current.getStore()?.id };
  }
});
app.use(async (context, next) => {
  context.state.text = context.method === 'POST' ? JSON.parse(await bodyOf(context.req)).text : undefined;
  await next();
});
app.use(async (context) => {
  const [, kind, text = context.state.text, fails] = context.path.split('/');
  if (kind === 'most') {
    context.body = JSON.stringify(takeMost());
    return;
  }
  const session = await lookUp(text);
  const before = current.getStore().id;
  const result = work[kind](session);
  if (fails) throw new Error(`failed: ${result}`);
  context.body = { result, before, after: current.getStore().id };
});

function bodyOf(request) {
  return new Promise((resolve, reject) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => resolve(body)).on('error', reject);
  });
}
const server = app.listen(0, '127.0.0.1', () => announce(server.address().port));
