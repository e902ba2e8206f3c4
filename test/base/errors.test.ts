import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(__dirname, '..', '..');
const { CODES, GreenpatchError } = require('../../dist/base/errors') as {
  CODES: Record<string, string>;
  GreenpatchError: new (code: string, message: string, options?: { cause?: unknown }) => Error & { code: string };
};

interface Case {
  /** Calls `report` with the error. */
  program: string;
  /** What the message tells the reader to do. */
  remedy: RegExp;
  env?: Record<string, string>;
  limits?: string;
}

/** Every code, brought about. A kill or a timeout is what the program asked for: there the message says whose it was. */
const CASES: Record<string, Case> = {
  ERR_GREENPATCH_NOT_IN_FIBER: { program: 'attempt(() => sleep(1))', remedy: /Call it inside a fiber: spawn\(/ },
  ERR_GREENPATCH_DEADLOCK: {
    program: `
      hub.watchForDeadlock();
      hub.runMain(() => attempt(() => wait(new Promise(() => {}))));`,
    remedy: /Look for a wait whose counterpart never comes/,
  },
  ERR_GREENPATCH_KILLED: {
    program: `
      const victim = spawn(function victim() { attempt(() => sleep(60_000)) });
      setImmediate(() => setImmediate(() => victim.kill()));`,
    remedy: /\(victim\) was killed by kill\(\) or killAll\(\)/,
  },
  ERR_GREENPATCH_TIMEOUT: {
    program: `spawn(() => attempt(() => withTimeout(1, function query() { sleep(60_000) })))`,
    remedy: /withTimeout\(1\) .*query/,
  },
  ERR_GREENPATCH_ENGINE: {
    program: 'attempt(() => spawn(() => {}))',
    env: { GREENPATCH_ENGINE: 'off' },
    remedy: /Run `npx greenpatch doctor`; unset GREENPATCH_ENGINE.*npm rebuild greenpatch/,
  },
  ERR_GREENPATCH_STACK: {
    program: `
      const fibers = Array.from({ length: 20 }, () => spawn(() => sleep(1)));
      Promise.allSettled(fibers).then((ends) => report(ends.find(({ status }) => status === 'rejected').reason));`,
    env: { GREENPATCH_STACK_KB: '1048576' },
    limits: 'ulimit -v 6000000',
    remedy: /Lower the number of fibers alive at once \(a pool\), raise `ulimit -v`.*or lower GREENPATCH_STACK_KB/,
  },
  ERR_GREENPATCH_INVALID_ARG: {
    program: "attempt(() => spawn('text'))",
    remedy: /"fn" must be a function, but is "text"/,
  },
  ERR_GREENPATCH_FINISHED: {
    program: 'const fiber = spawn(() => {}); fiber.then(() => attempt(() => fiber.kill()))',
    remedy: /Look at its state first, or use killAll\(\)/,
  },
  ERR_GREENPATCH_SELF_JOIN: {
    program: 'spawn(() => attempt(() => currentFiber().join()))',
    remedy: /Let another fiber wait for it/,
  },
  ERR_GREENPATCH_RESUMED_TWICE: {
    program: `
      const { Coroutine } = require('./dist/fiber');
      const coroutine = new Coroutine(() => {});
      coroutine.resume();
      attempt(() => coroutine.resume());`,
    remedy: /Check its state, and leave the waking of fibers to the hub/,
  },
  ERR_GREENPATCH_BUSY: {
    program: `
      patch('net');
      const server = require('node:net').createServer(() => {}).listen(0);
      spawn(() => attempt(() => server.acceptSync())).then(() => server.close());`,
    remedy: /connections go to its listeners of 'connection'\. Use one or the other/,
  },
  ERR_GREENPATCH_TOO_LARGE: {
    program: `
      patch('stream');
      const stream = require('node:stream');
      spawn(() => attempt(() => stream.readLineSync(stream.Readable.from(['too long'], { objectMode: false }), { maxBytes: 5 })));`,
    remedy: /at most 5 bytes, but the line is longer.*with readSync, or with a larger maxBytes/,
  },
  ERR_GREENPATCH_OFFLOAD: {
    program: 'const outer = 1; spawn(() => attempt(() => offload(() => outer)))',
    remedy: /uses outer, which its own text does not define.*give it what it needs as arguments/,
  },
  ERR_GREENPATCH_NOT_HELD: {
    program: 'attempt(() => new BoundedSemaphore(1).release())',
    remedy: /Release once for each acquire\(\) that returned true, best with hold\(\) or runExclusive\(\)/,
  },
  ERR_GREENPATCH_DISPOSED: {
    program: 'new Semaphore(1).holdAsync().then((hold) => attempt(() => (hold.release(), hold.release())))',
    remedy: /Release it once: with `using`, or in one `finally`/,
  },
  ERR_GREENPATCH_EMPTY: {
    program: 'attempt(() => new Queue().getNowait())',
    remedy: /Give get\(\) more time, or look with empty\(\) first/,
  },
  ERR_GREENPATCH_FULL: {
    program: 'attempt(() => new Channel().putNowait(1))',
    remedy: /Give put\(\) more time, or use tryPut\(\)/,
  },
  ERR_GREENPATCH_CLOSED: {
    program: 'const queue = new Queue(); queue.close(); attempt(() => queue.put(1))',
    remedy: /Iterate over it, or look at `closed`, to end without an error/,
  },
  ERR_GREENPATCH_BROKEN_BARRIER: {
    program: 'spawn(() => attempt(() => new Barrier(2).wait(1)))',
    remedy: /Call reset\(\) before it is used again/,
  },
  ERR_GREENPATCH_PATCH: { program: "attempt(() => patch('fss'))", remedy: /Patches exist for .*\bfs\b/ },
};

const PRELUDE = `
  Object.assign(globalThis, require('greenpatch/api'));
  const hub = require('./dist/hub');
  const report = ({ name, code, message }) => console.log(JSON.stringify({ name, code, message }));
  const attempt = (fn) => {
    try {
      fn();
    } catch (error) {
      report(error);
    }
  };`;

async function happen({ program, env, limits }: Case): Promise<unknown> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(GREENPATCH_|NODE_|VITEST)/.test(name));
  const command = `${limits ?? ':'}; exec "$0" -e "$1"`;
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command, process.execPath, PRELUDE + program], {
    cwd: ROOT,
    env: { ...Object.fromEntries(inherited), MALLOC_ARENA_MAX: '1', ...env },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('the codes of errors', () => {
  it('are all brought about here', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(CODES).sort());
  });

  it.each(Object.entries(CASES))('%s says what to do', async (code, entry) => {
    expect(await happen(entry)).toMatchObject({
      name: 'GreenpatchError',
      code,
      message: expect.stringMatching(entry.remedy),
    });
  });

  it('are named in a sentence each, and thrown somewhere', () => {
    const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && name !== path.join('base', 'errors.ts'))
      .map((name) => readFileSync(path.join(ROOT, 'src', name), 'utf8'));
    sources.push(
      /export function invalidArgument[^]*/.exec(readFileSync(path.join(ROOT, 'src/base/errors.ts'), 'utf8'))![0],
    );
    const text = sources.join('\n').replace(/^\s*(\*|\/\/).*$/gm, '');
    for (const [code, meaning] of Object.entries(CODES)) {
      expect(code).toMatch(/^ERR_GREENPATCH_[A-Z_]+$/);
      expect(meaning, code).toMatch(/^[A-Z].*\.$/);
      expect(text, `${code} is never thrown`).toContain(`'${code}'`);
    }
  });
});

describe('GreenpatchError', () => {
  it('is an Error with a code, a name and perhaps a cause', () => {
    const cause = new Error('cause');
    const error = new GreenpatchError('ERR_GREENPATCH_ENGINE', 'message', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'GreenpatchError', code: 'ERR_GREENPATCH_ENGINE', message: 'message', cause });
    expect(Object.keys(error)).toEqual(['code']);
    expect(String(error)).toBe('GreenpatchError: message');
    expect(error.stack).toMatch(/^GreenpatchError: message\n\s+at /);
    expect('cause' in new GreenpatchError('ERR_GREENPATCH_ENGINE', 'message')).toBe(false);
  });
});
