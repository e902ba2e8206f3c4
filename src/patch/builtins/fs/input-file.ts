import fs from 'node:fs';
import { closeInput, openInput } from './input';
import { awaitInput, withInput } from './read';
import { isDescriptor } from './place';
import { COLD, encodingOf, modeOf } from './warm';

const { constants } = fs;
const CHUNK_BYTES = 64 * 1024;
/** Names of files that are open already. */
const OPEN_FILE = /^\/(?:dev\/(?:stdin|fd\/(\d+))|proc\/self\/fd\/(\d+))$/;

/** Whether reading what a path leads to is waiting for input. */
function isInputPath(path: unknown): path is string {
  if (typeof path !== 'string') return false;
  const [found, first, second] = OPEN_FILE.exec(path) ?? [];
  if (found === undefined) return (modeOf(path) & constants.S_IFMT) === constants.S_IFIFO;
  const own = openInput(Number(first ?? second ?? 0));
  if (own >= 0) closeInput(own);
  return own >= 0;
}

/**
 * All that comes out of a pipe, a socket or a terminal until it ends, or COLD when the file is none.
 * @param args of `fs.readFileSync`
 */
export function readInputFile([given, options]: readonly unknown[]): unknown {
  const encoding = encodingOf(options);
  if (encoding === undefined) return COLD;
  if (isDescriptor(given)) return readToEnd(given, encoding);
  if (!isInputPath(given)) return COLD;
  // As in Node's own function.
  const fd = fs.openSync(given, 'r');
  try {
    return readToEnd(fd, encoding);
  } finally {
    fs.closeSync(fd);
  }
}

function readToEnd(fd: number, encoding: BufferEncoding | null): unknown {
  const own = openInput(fd);
  if (own < 0) return COLD;
  const chunks: Buffer[] = [];
  withInput(own, () => {
    for (;;) {
      const view = Buffer.allocUnsafe(CHUNK_BYTES);
      const bytes = awaitInput({ what: 'fs.readFileSync', view, offset: 0, length: CHUNK_BYTES }, own, fs.readFileSync);
      if (bytes === 0) return;
      chunks.push(view.subarray(0, bytes));
    }
  });
  const content = Buffer.concat(chunks);
  return encoding === null ? content : content.toString(encoding);
}
