'use strict';
// What was sent is read where the server keeps it.
const { readFileSync } = require('node:fs');
const path = require('node:path');

const auth = { user: 'green', pass: 'patch' };
const settings = (port) => ({ host: '127.0.0.1', port, secure: false, ignoreTLS: true, auth });
exports.open = async ({ require, port, data, count }) => {
  const nodemailer = require('nodemailer');
  const transport = (at, more) => nodemailer.createTransport({ ...settings(at), ...more });
  return { transport, port, data, all: Array.from({ length: count }, () => transport(port)) };
};
exports.close = ({ all }) => all.forEach((transport) => transport.close());

let sent = 0;
const mail = (n, id) => ({
  from: 'green@example.org',
  to: `to-${n}@example.org`,
  subject: `Mail ${n}`,
  text: `reply ${n}`,
  headers: { 'X-Id': id },
});
/** The text of the one mail that was sent under this name. */
function received(data, id) {
  const text = readFileSync(path.join(data, 'mail', id), 'utf8');
  return `${/^Subject: (.*?)\r?$/m.exec(text)[1]}, ${/reply \d+/.exec(text)[0]}`;
}
const name = () => `${process.pid}-${sent++}-end`;
exports.blocking = ({ all, data }, n) => {
  const id = name();
  const { accepted } = require('greenpatch/api').sync(all[n]).sendMail(mail(n, id));
  return `${received(data, id)}, ${accepted.join()}`;
};
exports.plain = async ({ all, data }, n) => {
  const id = name();
  const { accepted } = await all[n].sendMail(mail(n, id));
  return `${received(data, id)}, ${accepted.join()}`;
};
exports.expected = (n) => `Mail ${n}, reply ${n}, to-${n}@example.org`;
exports.failures = {
  'no recipient': ({ all }, sync) => sync(all[0]).sendMail({ from: 'green@example.org', text: 'x' }),
  'too large for the server': ({ all }, sync) =>
    sync(all[0]).sendMail({ ...mail(0, 'nothing'), text: 'x'.repeat(200_000) }),
  'wrong password': ({ transport, port }, sync) =>
    sync(transport(port, { auth: { ...auth, pass: 'x' } })).sendMail(mail(0, 'nothing')),
  'connection refused': ({ transport }, sync) => sync(transport(1)).sendMail(mail(0, 'nothing')),
};
exports.cut = ({ all }, sync, n) => sync(all[n]).sendMail(mail(0, 'nothing'));
