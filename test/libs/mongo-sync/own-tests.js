'use strict';
// What mongo-sync does with fibers, as far as that can be seen without a MongoDB: how its calls wait, fail and come back.
//   node own-tests.js <node_modules>
const assert = require('assert');
const net = require('net');
const path = require('path');

const modules = process.argv[2];
const load = (name) => require(path.join(modules, name));
const [Fiber, mongodb] = [load('fibers'), load('mongodb')];
const { ObjectId, Server } = load('mongo-sync');

const COUNT = 5;
const first = (text) => text.split('\n', 1)[0];
let passed = 0;
/** A check, in a fiber that yields as a whole and goes on when the driver calls back. */
const check = (what, fn, done) =>
  Fiber(() => {
    fn();
    passed++;
    if (passed === COUNT) done();
  }).run();

/** Ends connections, the n-th one to come after n turns of its clock: the first that asks is the last to hear. */
let open = 0;
let most = 0;
const server = net.createServer((socket) => {
  most = Math.max(most, ++open);
  socket.on('error', () => {}).on('close', () => open--);
  socket.once('data', () => setTimeout(() => socket.destroy(), 40 * (COUNT - most + 1)));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const url = (at) => `mongodb://127.0.0.1:${at}/test`;
  mongodb.MongoClient.connect(url(1), (refused) => {
    mongodb.MongoClient.connect(url(port), (closed) => {
      most = 0;
      const fails = (fn, like) =>
        assert.throws(fn, ({ message }) => {
          assert.strictEqual(first(message), first(like.stack));
          return message.endsWith('\nFollowed by:');
        });
      const done = () => {
        server.close();
        assert.ok(most >= 2, `connections at the same time: ${most}`);
        console.log(`${passed} of ${COUNT}`);
        process.exit(); // the driver would go on trying for half a minute
      };
      let goesOn = false;
      check('nobody listens', () => fails(() => new Server().connect(url(1)), refused), done);
      for (let n = 0; n < 3; n++)
        check('the connection is lost', () => fails(() => new Server().connect(url(port)), closed), done);
      check(
        'a collection of a server that is not there',
        () => {
          assert.throws(() => new Server('127.0.0.1:1').db('test').getCollection('tests').count(), /\nFollowed by:$/);
          assert.strictEqual(String(new ObjectId('0123456789abcdef01234567')), '0123456789abcdef01234567');
          assert.ok(goesOn, 'the program goes on while fibers wait');
        },
        done,
      );
      goesOn = true;
    });
  });
});
