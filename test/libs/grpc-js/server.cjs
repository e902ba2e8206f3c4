'use strict';
// Says back what it is told, after so many ms; `fail` is an error.
const { createRequire } = require('node:module');
const service = require('./service.cjs');

const [, , port, folder] = process.argv;
const grpc = createRequire(`${folder}/package.json`)('@grpc/grpc-js');
const server = new grpc.Server();
const wait = ({ request: { ms, text } }, callback) =>
  setTimeout(() => {
    if (text === 'fail') callback({ code: grpc.status.NOT_FOUND, details: 'there is no such text' });
    else callback(null, { text });
  }, ms);
server.addService(service, { wait });
server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});
