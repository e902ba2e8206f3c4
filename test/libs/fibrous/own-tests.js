'use strict';
// Runs the library's own specs, which are for jasmine-node. Its command looks for specs everywhere but in node_modules.
//   node own-tests.js <node_modules>
const { createRequire } = require('node:module');
const path = require('node:path');

const modules = process.argv[2];
const load = createRequire(path.join(modules, 'fibrous', 'package.json'));
load('coffee-script');
const jasmineNode = load('jasmine-node');
// It exports whatever it finds there, `undefined` too.
for (const name of Object.keys(jasmineNode)) if (name !== 'undefined') globalThis[name] = jasmineNode[name];
const { jasmine } = globalThis;
const results = { passed: [], failed: [] };
const reporter = {
  reportSpecStarting() {},
  reportSpecResults(spec) {
    const found = spec.results();
    if (found.skipped) return;
    results[found.passed() ? 'passed' : 'failed'].push(spec.getFullName());
    for (const item of found.getItems()) if (!item.passed()) console.log(spec.getFullName(), item.trace.stack);
  },
  reportRunnerStarting() {},
  reportSuiteResults() {},
  log() {},
  reportRunnerResults() {
    console.log(`${results.passed.length} passed, failed: ${JSON.stringify(results.failed)}`);
    process.exitCode = results.failed.length > 0 ? 1 : 0;
  },
};
load('./spec/fibrous.spec.coffee');
jasmine.getEnv().addReporter(reporter);
jasmine.getEnv().execute();
