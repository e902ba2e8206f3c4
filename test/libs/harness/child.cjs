'use strict';
// Runs one case in a process of its own, and reports:
//   node [-r greenpatch] child.cjs <task> <mode> <case> <folder> <port> <count> <unit> <data>
// Tasks: `calls`, `killed`, `pace`. Modes: `fibers`, every call in a fiber of its own; `plain`, without greenpatch.
const { createRequire } = require('node:module');
const path = require('node:path');

const [, , task, mode, file, folder, portText, countText, unitText, data] = process.argv;
const port = Number(portText);
const count = Number(countText);
const test = require(file);
const { openPlain = test.open, close = () => {} } = test;

/** @param {object} more what the task wants of the client */
const open = (more) =>
  (mode === 'plain' ? openPlain : test.open)({
    require: createRequire(path.join(folder, 'package.json')),
    folder,
    data,
    port,
    count,
    ...more,
  });

(async () => {
  const kit = require('./child-kit.cjs').kitFor({ test, mode, port, count, unit: Number(unitText) });
  const result = await require(`./child-${task}.cjs`)({ test, mode, kit, open, close });
  process.send({ result });
  process.disconnect(); // and ends by itself, when nothing has leaked
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
