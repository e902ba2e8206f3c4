#!/usr/bin/env node
import { ownVersion } from '../base/package-root';
import { check } from './check';
import { type Command, UsageError, parseCommand, parseOptions } from './command';
import { doctor } from './doctor';

/** What `greenpatch <name>` can be. A command has a file of its own and is listed here. */
const COMMANDS: Readonly<Record<string, Command>> = { check, doctor };

const HELP = `greenpatch ${ownVersion()}: gevent for Node. Blocking code runs concurrently on one thread.

Usage: greenpatch <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`)
  .join('\n')}

  greenpatch <command> --help    the options of a command
  greenpatch --version           the version

To run a program: node -r greenpatch app.js`;

async function run(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name.startsWith('-')) return general(args);
  if (!Object.hasOwn(COMMANDS, name)) {
    const known = Object.keys(COMMANDS).join(', ');
    throw new UsageError(`there is no command ${JSON.stringify(name)}. Commands: ${known}.`);
  }
  const command = COMMANDS[name]!;
  const { options, words } = parseCommand(command, rest);
  if (options.help !== true) return command.run(options, words);
  console.log(command.help);
  return 0;
}

function general(args: string[]): number {
  const options = parseOptions({ version: { type: 'boolean', short: 'v' } }, args);
  if (options.version === true) console.log(ownVersion());
  else if (options.help === true) console.log(HELP);
  else throw new UsageError('no command was given. Commands: ' + Object.keys(COMMANDS).join(', ') + '.');
  return 0;
}

run(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    console.error(`greenpatch: ${error.message}\nRun "greenpatch --help".`);
    process.exitCode = 2;
  },
);
