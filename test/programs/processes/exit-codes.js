// it: every ordinary way to end a process gives the exit code of plain Node while coroutines and fibers are parked
// timeout: 60000
'use strict';
const assert = require('assert');
const { execFile } = require('child_process');

// Each case is run twice in a child: plain, and with parked coroutines and fibers and the code itself in a fiber.
const cases = {
  'the end of work': '',
  'process.exit()': 'process.exit()',
  'process.exit(5)': 'process.exit(5)',
  'process.exitCode': 'process.exitCode = 6',
  'exit in an exit handler': "process.on('exit', () => process.exit(9))",
  'exit code changed in an exit handler':
    "process.on('exit', (code) => { console.log(code); process.exitCode = 10 }); process.exit(3)",
  'beforeExit with more work':
    "let n = 0; process.on('beforeExit', (code) => { console.log('beforeExit', code); if (n++ < 2) setTimeout(() => console.log('more'), 1) })",
  'beforeExit that exits': "process.on('beforeExit', () => process.exit(11))",
  'a thrown error': "throw new Error('the reason')",
  'a thrown error with a handler':
    "process.on('uncaughtException', (error) => { console.log(error.message); process.exitCode = 12 }); throw new Error('the reason')",
  'an error in the handler':
    "process.on('uncaughtException', () => { throw new Error('another') }); throw new Error('the reason')",
  'a throw of no error': 'throw null',
  'an unhandled rejection': "Promise.reject(new Error('rejected'))",
  'an unhandled rejection with a handler':
    "process.on('unhandledRejection', (error) => console.log(error.message)); Promise.reject(new Error('rejected'))",
  reallyExit: 'process.reallyExit(13)',
  'an error in a timer': "setTimeout(() => { throw new Error('in a timer') }, 1)",
  'exit in a timer': 'setTimeout(() => process.exit(14), 1)',
  'exit in a promise job': 'Promise.resolve().then(() => process.exit(15))',
  'exit in a tick': 'process.nextTick(() => process.exit(16))',
  'an unfinished top-level promise': 'new Promise(() => {}).then(() => console.log("never"))',
};

const around = (code) => `
  const { Coroutine } = require('./dist/fiber');
  const { spawn, sleep } = require('./dist/api');
  const { park } = require('./dist/hub');
  for (let i = 0; i < 20; i++) {
    new Coroutine(() => { try { Coroutine.suspend() } finally { console.log('unwound') } }).resume();
    spawn(() => { try { park({ what: 'for ever', start() {} }) } finally { console.log('unwound') } });
  }
  spawn(() => {
    sleep(1);
    ${code}
  });
  spawn(() => { try { ${code === '' ? '' : "park({ what: 'for ever', start() {} })"} } finally { } });
`;

function run(code) {
  return new Promise((resolve) => {
    execFile(process.execPath, ['-e', code], { encoding: 'utf8' }, (error, stdout, stderr) => {
      const reason = /(the reason|another|rejected|in a timer|null)/.exec(
        stderr.replace(/^\[eval\].*\n.*\n/m, ''),
      )?.[1];
      resolve({ code: error === null ? 0 : error.code, signal: error?.signal ?? null, stdout, reason });
    });
  });
}

(async () => {
  await Promise.all(
    Array.from({ length: 3 }, async (_, part) => {
      for (const [name, code] of Object.entries(cases).filter((__, i) => i % 3 === part)) {
        const [plain, fibers] = [await run(code), await run(around(code))];
        assert.deepStrictEqual(fibers, plain, name);
      }
    }),
  );
  console.log('ok');
})();
