import { type ParseArgsConfig, parseArgs } from 'node:util';

type OptionTable = NonNullable<ParseArgsConfig['options']>;
/** Options as they were given, by their long names. */
export type CommandOptions = Readonly<Record<string, string | boolean | undefined>>;

/** What is no option. */
export interface Words {
  readonly own: readonly string[];
  /** Those behind `--`. */
  readonly behind: readonly string[];
}

/** One command of `greenpatch <command>`. */
export interface Command {
  /** A line for the list of commands. */
  readonly summary: string;
  /** What `greenpatch <command> --help` prints. */
  readonly help: string;
  /** As for parseArgs of node:util; `--help` comes by itself. */
  readonly options: OptionTable;
  /** It takes words that are no options, and behind `--` whatever is not its own. */
  readonly takesWords?: boolean;
  /** Resolves with the exit code. Rejects with a UsageError where an option has a value that cannot be used. */
  run(options: CommandOptions, words: Words): Promise<number>;
}

/** The command line is wrong: exit code 2. The message goes on after "greenpatch: ". */
export class UsageError extends Error {}

/** @throws UsageError for an unknown option, a missing value, or an argument too many */
export function parseOptions(table: OptionTable, args: readonly string[]): CommandOptions {
  return parse(table, args, false).options;
}

/** @throws UsageError for an unknown option, a missing value, or an argument of a command that takes none */
export function parseCommand(command: Command, args: readonly string[]): { options: CommandOptions; words: Words } {
  const end = command.takesWords ? args.indexOf('--') : -1;
  const { options, own } = parse(command.options, end < 0 ? args : args.slice(0, end), command.takesWords ?? false);
  return { options, words: { own, behind: end < 0 ? [] : args.slice(end + 1) } };
}

function parse(table: OptionTable, args: readonly string[], allowPositionals: boolean) {
  try {
    const options: OptionTable = { ...table, help: { type: 'boolean', short: 'h' } };
    const { values, positionals } = parseArgs({ args: [...args], options, strict: true, allowPositionals });
    return { options: values as CommandOptions, own: positionals };
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UsageError((error as Error).message, { cause: error });
  }
}
