import type childProcess from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { type Fiber, park, runningFiber, type Waker } from '../../../hub';
import { type Anything, directly, type Maker, mayPark } from '../../../patch';
import { inChild, NAME, ownName } from './names';

/*
 * A request that is not asynchronous is made by a child process. The library writes an empty file, begins the child, and asks in a
 * loop for the file until the child has removed it; the reply is in a second file then. Their names are those of the process, so
 * only one request can be under way. Here the library sees an `fs` and a `child_process` in which each request has files of its own,
 * and in which to ask for the file is to wait for the child.
 */

/** A request from its first file to its last one. No code of the program runs in between. */
class XhrRequest {
  /** Names are relative in some versions, and others may go to another folder meanwhile. */
  readonly #folder = process.cwd();
  readonly #serial = ownName();
  readonly #files = new Set<string>();
  #child: childProcess.ChildProcess | undefined;
  #waker: Waker<void> | undefined;
  /** Something has come from the child that was not waited for. */
  #news = false;
  #error: Error | undefined;
  /** The fiber was interrupted, or there was no child: some versions take that for an answer. */
  #failure: { readonly reason: unknown } | undefined;

  /** The own file in the place of one that the library names. */
  file(name: string): string {
    const file = path.resolve(this.#folder, name.replace(NAME, this.#serial));
    this.#files.add(file);
    return file;
  }

  begin(spawn: Anything, command: string, args: string[], rest: unknown[]): unknown {
    const child = spawn(command, inChild(args, this.#serial), ...rest) as childProcess.ChildProcess;
    // It says when the file is gone; and it may end without.
    child.stdout?.on('data', this.#look);
    child.once('exit', this.#look);
    child.once('error', (error) => {
      this.#error = error;
      this.#look();
    });
    return (this.#child = child);
  }

  /** Returns when something has come from the child. A child that ends without an answer is waited for in vain, as in plain Node. */
  wait(): void {
    try {
      if (!this.#news) this.#park();
      this.#news = false;
      if (this.#error !== undefined) throw this.#error;
    } catch (reason) {
      this.#failure = { reason };
      throw reason;
    }
  }

  #park(): void {
    park<void>({
      what: 'XMLHttpRequest.send',
      start: (waker) => void (this.#waker = waker),
      cancel: () => this.#undo(),
    });
  }

  readonly #look = (): void => {
    this.#news = true;
    this.#waker?.resolve();
  };

  /** Throws what has ended the wait, once. */
  fail(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure.reason;
  }

  #undo(): void {
    const remove = (): void => this.#files.forEach((file) => fs.unlink(file, () => {}));
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return remove();
    child.once('exit', remove);
    child.kill('SIGKILL');
  }
}

const requests = new WeakMap<Fiber, XhrRequest>();

/** The request that the running fiber makes, or has made last. */
function current(): XhrRequest | undefined {
  const fiber = runningFiber();
  return fiber === null ? undefined : requests.get(fiber);
}

/** A request begins with its first file. Undefined where nothing may be parked. */
function begin(): XhrRequest | undefined {
  const fiber = runningFiber();
  if (fiber === null) return undefined;
  requests.delete(fiber);
  if (!mayPark()) return undefined;
  const request = new XhrRequest();
  requests.set(fiber, request);
  return request;
}

/** Calls with the own file; an error names the library's. */
function within(request: XhrRequest, fn: Anything, [name, ...rest]: unknown[]): unknown {
  const file = request.file(name as string);
  try {
    return directly(fn, undefined, [file, ...rest]);
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    failure.message = failure.message.replace(file, name as string);
    if (failure.path === file) failure.path = name as string;
    throw failure;
  }
}

/** The file system as the library sees it. */
export function files(real: typeof fs, active: () => boolean): object {
  const replaced = (name: 'writeFileSync' | 'existsSync' | 'readFileSync' | 'unlinkSync', find = current): Anything => {
    return (...args: unknown[]): unknown => {
      const fn = real[name] as Anything;
      const request = typeof args[0] === 'string' && NAME.test(args[0]) && active() ? find() : undefined;
      return request === undefined ? fn(...args) : within(request, fn, args);
    };
  };
  const isThere = replaced('existsSync');
  const existsSync = (file: string): unknown => {
    const answer = isThere(file);
    if (answer !== true || !NAME.test(file) || !active()) return answer;
    const request = current();
    if (request === undefined) return answer;
    request.wait();
    return isThere(file);
  };
  return Object.assign(Object.create(real) as object, {
    writeFileSync: replaced('writeFileSync', begin),
    existsSync,
    readFileSync: replaced('readFileSync'),
    unlinkSync: replaced('unlinkSync'),
  });
}

/** The children as the library sees them. */
export function children(real: typeof childProcess, active: () => boolean): object {
  const spawn = (command: string, args: string[], ...rest: unknown[]): unknown => {
    const fn = real.spawn as Anything;
    const request = active() ? current() : undefined;
    return request === undefined ? fn(command, args, ...rest) : request.begin(fn, command, args, rest);
  };
  return Object.assign(Object.create(real) as object, { spawn });
}

/** What has ended a fiber's wait is thrown by `send`, whatever the library has made of it. */
export const failing: Maker = (original, slot) =>
  function XMLHttpRequest(this: unknown, ...args: unknown[]): unknown {
    const made = Reflect.construct(original, args, new.target ?? original) as { send: Anything };
    const { send } = made;
    made.send = function (this: unknown, ...given: unknown[]): unknown {
      if (!slot.active) return Reflect.apply(send, this, given);
      try {
        return Reflect.apply(send, this, given);
      } finally {
        current()?.fail();
      }
    };
    return made;
  };
