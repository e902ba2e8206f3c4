'use strict';
// A connection a call: a message goes into a queue of its own and is taken out again.
const url = (port, password = 'guest') => ({ hostname: '127.0.0.1', port, username: 'guest', password, heartbeat: 0 });
const quiet = (emitter) => emitter.on('error', () => {});

exports.open = async ({ require, port, count }) => {
  const amqp = require('amqplib');
  const connect = async () => {
    const connection = quiet(await amqp.connect(url(port)));
    const closed = new Promise((resolve) => connection.once('close', resolve));
    return { connection, closed, channel: quiet(await connection.createConfirmChannel()) };
  };
  return { amqp, port, all: await Promise.all(Array.from({ length: count }, connect)) };
};
exports.close = async ({ all }) => {
  // What `close` promises never comes when the connection is lost meanwhile; the event does.
  for (const { connection } of all) void sayGoodbye(connection);
  await Promise.all(all.map(({ closed }) => closed));
};
async function sayGoodbye(connection) {
  try {
    await connection.close();
  } catch {
    // it is closed already
  }
}

const options = { exclusive: true, autoDelete: true };
exports.blocking = ({ all }, n) => {
  const { sync } = require('greenpatch/api');
  const channel = sync(all[n].channel);
  const { queue } = channel.assertQueue('', options);
  channel.sendToQueue(queue, Buffer.from(`reply ${n}`)); // waits for the confirmation; its options are left out
  const message = channel.get(queue, { noAck: true });
  channel.deleteQueue(queue);
  return String(message.content);
};
exports.plain = async ({ all }, n) => {
  const { channel } = all[n];
  const { queue } = await channel.assertQueue('', options);
  channel.sendToQueue(queue, Buffer.from(`reply ${n}`));
  await channel.waitForConfirms();
  const message = await channel.get(queue, { noAck: true });
  await channel.deleteQueue(queue);
  return String(message.content);
};
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'no such queue': ({ all }, sync) => sync(all[0].channel).checkQueue('nothing'),
  'channel closed by that': ({ all }, sync) => sync(all[0].channel).checkQueue('nothing'),
  'wrong password': ({ amqp, port }, sync) => sync(amqp).connect(url(port, 'x')),
  'connection refused': ({ amqp }, sync) => sync(amqp).connect(url(1)),
};
exports.cut = ({ all }, sync, n) => sync(all[(n + 1) % all.length].channel).assertQueue('', options);
