// Arguments are handed on as they are: V8 makes no array of those that are used for nothing else.
/* eslint-disable prefer-rest-params */
import type stream from 'node:stream';
import { builtin } from '../../../base/builtin';
import { Coroutine } from '../../../fiber';
import { forbidden } from '../../../hub';
import { added } from '../../core/added';
import { duplexes, end, uncork, write } from './batches';
import { type Anything, definePatch, type Maker } from '../../core/define';
import { emitOf } from '../../core/emitting';
import { push, read } from './sources';

const marks = forbidden;

/**
 * The content of a stream reaches listeners in order, and more of it may arrive on the hub at any time. So nothing parks in
 * them: what blocks there blocks truly, as it does where content arrives on the hub itself. An entry point in there, such as a
 * request of which a piece of content is the last part, is a fiber of its own.
 */
const emit: Maker = (original, slot) => {
  const inherited = emitOf(original, builtin<typeof stream>('stream').Readable.prototype);
  function inOrder(this: unknown, ...args: unknown[]): unknown {
    marks.inOrder++;
    try {
      return Reflect.apply(inherited.emit, this, args);
    } finally {
      marks.inOrder--;
    }
  }
  return {
    emit(this: unknown, type: unknown, ..._rest: unknown[]): unknown {
      const ordered = (type === 'data' || type === 'readable') && Coroutine.current !== null && slot.active;
      return Reflect.apply(ordered ? inOrder : inherited.emit, this, arguments as unknown as unknown[]);
    },
  }.emit as Anything;
};

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
