import type readline from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { park } from '../../hub';
import type { Anything } from '../core/define';
import { abortable } from './cancellable';
import { checkOptions, checkSignal } from './checks';
import { wrongType } from './errors';
import { readLine } from './read';
import { StreamReading } from './reading';

const QUESTION = 'readline.questionSync';

/** At a terminal with Node's line editor. */
function ask(query: string, options: readline.ReadLineOptions): string | null {
  const { createInterface } = require('node:readline') as typeof readline;
  const asker = createInterface({ ...options, terminal: true });
  try {
    return park<string | null>({
      what: QUESTION,
      start(waker) {
        asker.on('close', () => waker.resolve(null));
        asker.question(query, (answer) => waker.resolve(answer));
      },
    });
  } finally {
    asker.close();
  }
}

/** Elsewhere a line is read and no more than that: what follows it belongs to the next question. */
function read(query: string, input: Readable, output: Writable | undefined): string | null {
  output?.write(query);
  return readLine(StreamReading.checked(input, QUESTION), { maxBytes: Infinity, encoding: 'utf8' }, QUESTION) as
    string | null;
}

function question(query: unknown, given: unknown): string | null {
  if (typeof query !== 'string') throw wrongType('query', 'be of type string', query, QUESTION);
  const { signal: user, ...options } = checkOptions(given, QUESTION);
  const { input = process.stdin, output = process.stdout } = options as { input?: Readable; output?: Writable };
  const terminal = (input as { isTTY?: boolean }).isTTY && (output as { isTTY?: boolean }).isTTY;
  const run = () => (terminal ? ask(query, { ...options, input, output }) : read(query, input, output));
  return abortable(checkSignal(user, QUESTION), QUESTION, run);
}

export const calls: Record<string, Anything> = { [QUESTION]: question };
