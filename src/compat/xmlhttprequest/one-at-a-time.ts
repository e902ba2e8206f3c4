import type { Anything, Maker } from '../../patch';
import { Lock } from '../lock';

interface Request {
  open: Anything;
  send: Anything;
}

const lock = new Lock();

/**
 * A request that is not asynchronous is made by a child process, which leaves the reply in a file: a process has one such file. So
 * one request is made after the other, while other fibers run.
 */
export const oneAtATime: Maker = (original, slot) =>
  function XMLHttpRequest(this: unknown, ...args: unknown[]): unknown {
    const request = Reflect.construct(original, args, new.target ?? original) as Request;
    const { open, send } = request;
    let waits = false;
    request.open = function (this: unknown, ...given: unknown[]): unknown {
      waits = given[2] === false;
      return Reflect.apply(open, this, given);
    };
    request.send = function (this: unknown, ...given: unknown[]): unknown {
      const call = (): unknown => Reflect.apply(send, this, given);
      return waits && slot.active ? lock.with('XMLHttpRequest.send', call) : call();
    };
    return request;
  };
