// it: names are asked for in a straight line: each kind of record, errors as the asynchronous twin gives them, 50 at once
// preload: greenpatch
'use strict';
const assert = require('node:assert');
const dgram = require('node:dgram');
const dns = require('node:dns');
const { joinAll, killAll, idle, spawn, wait, withTimeout } = require('greenpatch');

const name = (text) =>
  Buffer.concat([
    ...text.split('.').map((part) => Buffer.from(`${String.fromCharCode(part.length)}${part}`)),
    Buffer.from([0]),
  ]);
const u16 = (...values) => Buffer.from(values.flatMap((value) => [value >> 8, value & 255]));
const text = (value) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
/** Records by type: their number in the protocol, and their content. */
const RECORDS = {
  A: [1, Buffer.from([10, 0, 0, 1])],
  NS: [2, name('ns.test')],
  CNAME: [5, name('other.test')],
  SOA: [6, Buffer.concat([name('ns.test'), name('admin.test'), u16(0, 1, 0, 2, 0, 3, 0, 4, 0, 5)])],
  PTR: [12, name('host.test')],
  MX: [15, Buffer.concat([u16(10), name('mail.test')])],
  TXT: [16, Buffer.concat([text('one'), text('two')])],
  AAAA: [28, Buffer.from('20010db8000000000000000000000001', 'hex')],
  SRV: [33, Buffer.concat([u16(1, 2, 80), name('srv.test')])],
  NAPTR: [35, Buffer.concat([u16(1, 2), text('s'), text('SIP'), text(''), name('sip.test')])],
  TLSA: [52, Buffer.from([3, 1, 1, 0xab])],
  CAA: [257, Buffer.concat([Buffer.from([0]), text('issue'), Buffer.from('ca.test')])],
};
const byNumber = new Map(Object.values(RECORDS));
let held = null;
let most = 0;
const server = dgram.createSocket('udp4', (query, from) => {
  const end = query.indexOf(0, 12) + 5;
  const question = query.subarray(12, end);
  const type = question.readUInt16BE(question.length - 4);
  const host = question.toString('latin1');
  if (host.includes('silent')) return;
  const missing = host.includes('missing');
  const content = missing ? undefined : byNumber.get(type === 255 ? 1 : type);
  const kind = type === 255 ? 1 : type;
  const answer = content && Buffer.concat([u16(0xc00c, kind, 1, 0, 60, content.length), content]);
  const header = Buffer.concat([query.subarray(0, 2), u16(missing ? 0x8183 : 0x8180, 1, answer ? 1 : 0, 0, 0)]);
  const reply = () =>
    server.send(Buffer.concat([header, question, answer ?? Buffer.alloc(0)]), from.port, from.address);
  if (held === null) return reply();
  held.push(reply);
  most = Math.max(most, held.length);
});
wait(new Promise((resolve) => server.bind(0, '127.0.0.1', resolve)));
const servers = [`127.0.0.1:${server.address().port}`];
const resolver = new dns.Resolver({ timeout: 20_000 });
resolver.setServers(servers);
dns.setServers(servers); // makes functions of the module anew: the added ones stay
const asynchronous = new dns.promises.Resolver({ timeout: 20_000 });
asynchronous.setServers(servers);

const twins = ['4', '6', 'Caa', 'Cname', 'Mx', 'Naptr', 'Ns', 'Ptr', 'Soa', 'Srv', 'Tlsa', 'Txt'].map(
  (type) => `resolve${type}`,
);
for (const twin of twins) {
  if (typeof dns[twin] !== 'function') {
    assert.strictEqual(dns[`${twin}Sync`], undefined);
    continue;
  }
  const expected = wait(asynchronous[twin]('host.test'));
  assert.deepStrictEqual(resolver[`${twin}Sync`]('host.test'), expected, twin);
  assert.deepStrictEqual(dns[`${twin}Sync`]('host.test'), expected, twin);
}
assert.deepStrictEqual(dns.resolveSync('host.test'), ['10.0.0.1']);
assert.deepStrictEqual(resolver.resolveSync('host.test', 'MX'), wait(asynchronous.resolve('host.test', 'MX')));
assert.deepStrictEqual(dns.resolve4Sync('host.test', { ttl: true }), [{ address: '10.0.0.1', ttl: 60 }]);
assert.deepStrictEqual(dns.resolveAnySync('host.test'), wait(asynchronous.resolveAny('host.test')));
assert.deepStrictEqual(dns.reverseSync('10.0.0.1'), ['host.test']);

// lookup and lookupService ask the system.
assert.deepStrictEqual(dns.lookupSync('127.0.0.1'), { address: '127.0.0.1', family: 4 });
for (const options of [{ family: 4 }, { all: true }, 4]) {
  assert.deepStrictEqual(
    dns.lookupSync('localhost', options),
    wait(dns.promises.lookup('localhost', typeof options === 'number' ? { family: options } : options)),
  );
}
assert.deepStrictEqual(dns.lookupServiceSync('127.0.0.1', 22), wait(dns.promises.lookupService('127.0.0.1', 22)));

// Errors: what the callback gets, and what the twin throws at once.
const failure = (twin, ...args) => {
  try {
    return wait(new Promise((_, reject) => twin(...args, reject)));
  } catch (error) {
    return error;
  }
};
for (const [sync, twin, args] of [
  [dns.resolve4Sync, dns.resolve4, ['missing.test']],
  [dns.resolveMxSync, dns.resolveMx, ['missing.test']],
  [dns.reverseSync, dns.reverse, ['not an address']],
  [dns.lookupSync, dns.lookup, [7]],
  [dns.lookupSync, dns.lookup, ['localhost', { family: 5 }]],
  [dns.lookupServiceSync, dns.lookupService, ['127.0.0.1']],
  [dns.lookupServiceSync, dns.lookupService, ['nobody', 1]],
  [dns.resolveSync, dns.resolve, ['host.test', 'NONSENSE']],
  [dns.resolve4Sync, dns.resolve4, []],
]) {
  const expected = failure(twin, ...args);
  (function straight() {
    try {
      sync(...args);
      assert.fail('nothing was thrown');
    } catch (error) {
      const { code, errno, syscall, hostname, message, name } = expected;
      const seen = {
        code: error.code,
        errno: error.errno,
        syscall: error.syscall,
        hostname: error.hostname,
        name: error.name,
      };
      assert.deepStrictEqual(seen, { code, errno, syscall, hostname, name }, message);
      if (code !== 'ERR_MISSING_ARGS') assert.strictEqual(error.message, message);
      if (error.syscall !== undefined)
        assert.match(error.stack.split('\n').slice(1, 3).join(), /at straight /, error.stack);
    }
  })();
}
for (const call of [dns.lookupSync, dns.resolveSync, dns.resolve4Sync]) {
  assert.throws(() => call('localhost', () => {}), { code: 'ERR_INVALID_ARG_TYPE', name: 'TypeError' });
}

// 50 questions on the way at once; killed ones leave nothing behind.
held = [];
const fibers = Array.from({ length: 50 }, (_, i) => spawn(() => resolver.resolve4Sync(`host${i}.test`)));
while (held.length < 50) idle();
killAll(fibers.slice(0, 10));
held.splice(0).forEach((reply) => reply());
held = null;
joinAll(fibers);
assert.strictEqual(most, 50);
for (const fiber of fibers.slice(10)) assert.deepStrictEqual(fiber.get(), ['10.0.0.1']);
assert.throws(() => withTimeout(20, () => resolver.resolve4Sync('silent.test')), { code: 'ERR_GREENPATCH_TIMEOUT' });
const cancelled = spawn(() => resolver.resolve4Sync('silent.test'));
idle();
resolver.cancel();
assert.throws(() => cancelled.get(), { code: 'ECANCELLED' });
server.close();
console.log('ok');
