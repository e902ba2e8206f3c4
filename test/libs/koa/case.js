'use strict';
const { caseOf } = require('../harness/web-case.cjs');

function application(require, handler) {
  const Koa = require('koa');
  const app = new Koa();
  app.use(async (context, next) => {
    try {
      await next();
    } catch (error) {
      context.status = 500;
      context.body = error.message;
    }
  });
  app.use(handler);
  return app.callback();
}
const asked = ({ path }) => path.split('/').slice(1);
module.exports = caseOf({
  straight: (require, answer) =>
    application(require, (context) => {
      context.body = answer(...asked(context));
    }),
  awaiting: (require, answer) =>
    application(require, async (context) => {
      context.body = await answer(...asked(context));
    }),
});
