// it: coroutines and fibers that nothing wakes do not keep a process alive
'use strict';
const { Coroutine } = require('../../../dist/fiber');
const { spawn } = require('greenpatch/api');
const { park } = require('../../../dist/hub');

for (let i = 0; i < 10; i++) new Coroutine(() => Coroutine.suspend()).resume();
spawn(() => park({ what: 'for ever', start() {} }));
process.on('exit', () => console.log('ok'));
