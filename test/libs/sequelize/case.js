'use strict';
// A model, and a query that takes its time.
exports.open = async ({ require, port, count }) => {
  const { Sequelize, DataTypes } = require('sequelize');
  const open = (at, password = 'patch') =>
    new Sequelize('test', 'green', password, {
      host: '127.0.0.1',
      port: at,
      dialect: 'postgres',
      logging: false,
      pool: { max: count, min: 0 },
    });
  const sequelize = open(port);
  const Note = sequelize.define('note', { text: DataTypes.STRING }, { timestamps: false });
  await Note.sync({ force: true });
  await Promise.all(Array.from({ length: count }, () => sequelize.query('select pg_sleep(0.05)'))); // opens all connections
  return { open, sequelize, Note, port };
};
exports.close = ({ sequelize }) => sequelize.close();

const slow = (ms) => ['select pg_sleep($1)', { bind: [ms / 1000] }];
exports.blocking = ({ sequelize, Note }, n, ms) => {
  const { sync } = require('greenpatch/api');
  const notes = sync(Note);
  const { id } = notes.create({ text: `reply ${n}` });
  sync(sequelize).query(...slow(ms));
  return notes.findByPk(id).text;
};
exports.plain = async ({ sequelize, Note }, n, ms) => {
  const { id } = await Note.create({ text: `reply ${n}` });
  await sequelize.query(...slow(ms));
  return (await Note.findByPk(id)).text;
};
exports.expected = (n) => `reply ${n}`;
exports.failures = {
  'bad SQL': ({ sequelize }, sync) => sync(sequelize).query('select * from nothing'),
  'no such column': ({ Note }, sync) => sync(Note).findOne({ where: { nothing: 1 } }),
  'wrong password': ({ open, port }, sync) => sync(open(port, 'x')).authenticate(),
  'connection refused': ({ open }, sync) => sync(open(1)).authenticate(),
};
exports.cut = ({ sequelize }, sync) => sync(sequelize).query('select pg_sleep(60)');
