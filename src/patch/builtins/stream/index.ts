import type stream from 'node:stream';
import { builtin } from '../../../base/builtin';
import { Coroutine } from '../../../fiber';
import { withoutParking } from '../../../hub';
import { added } from '../../core/added';
import { duplexes, end, uncork, write } from './batches';
import { type Anything, definePatch, type Maker } from '../../core/define';
import { emitOf } from '../../core/emitting';
import { push, read } from './sources';

/**
 * The content of a stream reaches listeners in order, and more of it may arrive on the hub at any time. So nothing parks in
 * them: what blocks there blocks truly, as it does where content arrives on the hub itself. An entry point in there, such as a
 * request of which a piece of content is the last part, is a fiber of its own.
 */
const emit: Maker = (original, slot) => {
  const inherited = emitOf(original, builtin<typeof stream>('stream').Readable.prototype);
  return {
    emit(this: unknown, type: unknown, ..._rest: unknown[]): unknown {
      // Many events, few of them in a fiber: no array is made of the arguments.
      // eslint-disable-next-line prefer-rest-params
      const args = arguments as unknown as unknown[];
      if ((type !== 'data' && type !== 'readable') || Coroutine.current === null || !slot.active)
        return Reflect.apply(inherited(), this, args);
      return inOrder(inherited(), this, args);
    },
  }.emit as Anything;
};

/** A function of its own: V8 makes an array of the arguments of each call of one that has a closure over them. */
function inOrder(emitted: Anything, self: unknown, args: readonly unknown[]): unknown {
  return withoutParking('inOrder', () => Reflect.apply(emitted, self, args) as unknown);
}

export default definePatch({
  module: 'stream',
  alsoIn: [duplexes],
  implements: {
    'Readable.prototype.emit': emit,
    'Readable.prototype.read': read,
    'Readable.prototype.push': push,
    'Writable.prototype.write': write,
    'Writable.prototype.end': end,
    'Writable.prototype.uncork': uncork,
  },
  adds: added('stream', 'pipelineSync', 'readAllSync', 'readLineSync', 'readSync'),
  passThrough: [
    'Duplex',
    'PassThrough',
    'Readable',
    'Stream',
    'Transform',
    'Writable',
    '_isArrayBufferView',
    '_isUint8Array',
    '_uint8ArrayToBuffer',
    'addAbortSignal',
    'compose',
    'destroy',
    'duplexPair',
    'finished',
    'finished.finished',
    'getDefaultHighWaterMark',
    'isDestroyed',
    'isDisturbed',
    'isErrored',
    'isReadable',
    'isWritable',
    'pipeline',
    'promises',
    'setDefaultHighWaterMark',
  ],
  refuses: {},
});
