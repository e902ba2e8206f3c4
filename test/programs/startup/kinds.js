// it: start-up is plain Node's for every kind of main module: what it calls while it is evaluated blocks, what it leaves behind parks
'use strict';
const assert = require('node:assert');
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const at = (name) => path.join(__dirname, 'support', name);
const text = (name) => `require(${JSON.stringify(at(name))})`;
const report = `${text('common.js')}.report()`;
const imported = `import ${JSON.stringify(at('module.mjs'))}`;
const worker = (file, options = '') => ['-e', `new (require('node:worker_threads').Worker)(${file}${options})`];

const MAINS = {
  'a CommonJS file': [at('main.js')],
  'an ES module': [at('module.mjs')],
  'an ES module with an await': [at('awaits.mjs')],
  'a script': ['-e', report],
  'a script of an ES module': ['--input-type=module', '-e', imported],
  'a program from stdin': ['-', { input: report }],
  'a CommonJS file behind --import': ['--import', 'data:text/javascript,globalThis.early=1', at('main.js')],
  'an ES module behind --import': ['--import', 'data:text/javascript,await null', at('module.mjs')],
  'a worker': worker(JSON.stringify(at('main.js'))),
  'a worker that is an ES module': worker(JSON.stringify(at('module.mjs'))),
  'a worker from a text': worker(JSON.stringify(report), ', { eval: true }'),
  'a fork': ['-e', `require('node:child_process').fork(${JSON.stringify(at('main.js'))})`],
  'a file of tests': [at('tested.js')],
};
for (const [kind, args] of Object.entries(MAINS)) {
  const options = typeof args.at(-1) === 'object' ? args.pop() : {};
  const { stdout, stderr } = spawnSync(process.execPath, ['-r', 'greenpatch', ...args], {
    encoding: 'utf8',
    ...options,
  });
  const said = `${stdout}${stderr}`.split('\n').filter((line) => /^(true|false) /.test(line));
  assert.deepStrictEqual(said, ['false true'], `${kind}: ${stdout}${stderr}`);
}
console.log('ok');
