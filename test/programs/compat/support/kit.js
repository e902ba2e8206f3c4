'use strict';
// What the programs in test/programs/compat share: packages that are made for one run.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-compat-'));
process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

/** A folder with a package in its node_modules: one that an adapter knows by its name, version and files, or any other. */
exports.install = (name, version, files) => {
  const root = path.join(fs.mkdtempSync(path.join(folder, 'app-')), 'node_modules', name);
  fs.mkdirSync(root, { recursive: true });
  const manifest = { name, version, type: 'module', exports: './index.js' };
  for (const [file, text] of Object.entries({ 'package.json': JSON.stringify(manifest), ...files }))
    fs.writeFileSync(path.join(root, file), text);
  return root;
};
