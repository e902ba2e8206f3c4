'use strict';
// Also from cold: the first calls are made at the same time and must start one server of sync-rpc, not one each.
const assert = require('node:assert');
const { execFileSync } = require('node:child_process');
const { reference } = require('../harness/http-get.cjs');

const url = (port, ms, text) => `http://127.0.0.1:${port}/${ms}/${text}`;
/** Servers of sync-rpc that this process has started. */
const servers = () => {
  const list = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return list.split('\n').filter((line) => line.includes('sync-rpc')).length;
};
exports.open = async ({ require, port }) => {
  const request = require('sync-request');
  const { spawn } = module.require('greenpatch/api');
  await Promise.all(Array.from({ length: 5 }, (_, n) => spawn(() => request('GET', url(port, 0, n)).getBody('utf8'))));
  assert.strictEqual(servers(), 1);
  return { request, port };
};
exports.blocking = ({ request, port }, n, ms) => request('GET', url(port, ms, `reply-${n}`)).getBody('utf8');
const { openPlain, plain, expected } = reference;
Object.assign(exports, { openPlain, plain, expected });
