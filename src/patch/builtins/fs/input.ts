import { constants } from 'node:fs';
import { isMainThread } from '../../../base/main-thread';
import { engineStatus } from '../../../fiber';
import { park } from '../../../hub';
import { isDescriptor } from './place';
import { COLD, modeOf } from './warm';

const binding = () => engineStatus().engine!.binding;

/**
 * Makes a descriptor to wait for the input of a pipe, a socket or a terminal with: the loop watches it, no thread does. What is
 * read comes from the file that was open when the call was made, even if that is closed meanwhile.
 * @returns -1 when reading from `fd` does not wait, or has to wait in another way
 */
export function openInput(fd: unknown): number {
  return isDescriptor(fd) ? binding().inputOpen(fd) : -1;
}

export function closeInput(own: number): void {
  binding().inputClose(own);
}

/**
 * Reads input, and parks until there is some.
 * @param what shown in reports
 * @param own of `openInput`
 * @returns bytes read; -1 when there is input that has to be read in another way
 */
export function readInput(
  what: string,
  own: number,
  view: NodeJS.ArrayBufferView,
  offset: number,
  length: number,
): number {
  for (;;) {
    // There may be an end already, of which the loop would hear nothing; and another reader may have been faster.
    const read = binding().inputRead(own, view, offset, length);
    if (read >= 0) return read;
    park<void>({ what, start: (waker) => binding().inputWait(own, () => waker.resolve()) });
    if (read === -2) return -1;
  }
}

const { S_IFMT, S_IFIFO, O_RDONLY, O_WRONLY, O_RDWR, O_NONBLOCK, O_CREAT, O_TRUNC, O_APPEND } = constants;
const FLAGS: Readonly<Record<string, number>> = {
  r: O_RDONLY,
  w: O_WRONLY | O_CREAT | O_TRUNC,
  a: O_WRONLY | O_CREAT | O_APPEND,
};

/** The flags of an `open` that would wait for the other side of a named pipe, or null. */
function waitingFlags([path, given, mode]: readonly unknown[]): number | null {
  const flags = given === undefined || given === null ? O_RDONLY : typeof given === 'string' ? FLAGS[given] : given;
  if (!Number.isInteger(flags) || ((flags as number) & (O_RDWR | O_NONBLOCK)) !== 0 || mode !== undefined) return null;
  // Node counts the descriptors that a worker opens.
  if (typeof path !== 'string' || !isMainThread) return null;
  return (modeOf(path) & S_IFMT) === S_IFIFO ? (flags as number) : null;
}

/**
 * Opens a named pipe, whose other side may be opened much later or never, in a thread of its own.
 * @param args of `fs.openSync`
 * @param dispose closes a descriptor that came too late
 * @returns the descriptor, or COLD when it has to be opened in the ordinary way
 */
export function openPipe(args: readonly unknown[], dispose: (fd: number) => void): unknown {
  const flags = waitingFlags(args);
  if (flags === null) return COLD;
  const fd = park<number>({
    what: 'fs.openSync',
    start(waker) {
      if (!binding().openSlowly(args[0] as string, flags, (opened) => waker.resolve(opened))) waker.resolve(-1);
    },
    late: (opened) => void (opened >= 0 && dispose(opened)),
  });
  return fd < 0 ? COLD : fd;
}
