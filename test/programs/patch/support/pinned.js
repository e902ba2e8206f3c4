'use strict';
// A Node that is newer than the pinned one of its line runs tests where that cannot be had, and may have names that are not accounted
// for yet. They are told of, and are no failure; but the canary wants to know.
const pins = require('../../../../scripts/node-lines.json');

const order = (version) => version.split('.').reduce((sum, part) => sum * 10000 + Number(part), 0);
const [major] = process.versions.node.split('.');
const pinned = Object.values(pins[major] ?? {}).map(({ version }) => order(version));

exports.isNewer = process.env.CANARY === undefined && order(process.versions.node) > Math.max(...pinned);

exports.tell = (what) =>
  console.error(`${process.version} is newer than the pinned release of its line, and not accounted for: ${what}`);
