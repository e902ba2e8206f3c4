import { type ParseArgsConfig, parseArgs } from 'node:util';

type OptionTable = NonNullable<ParseArgsConfig['options']>;
/** Options as they were given, by their long names. */
export type Options = Readonly<Record<string, string | boolean | undefined>>;

/** One command of `greenpatch <command>`. */
export interface Command {
  /** A line for the list of commands. */
  readonly summary: string;
  /** What `greenpatch <command> --help` prints. */
  readonly help: string;
  /** As for parseArgs of node:util; `--help` comes by itself. */
  readonly options: OptionTable;
  /** Resolves with the exit code. Rejects with a UsageError where an option has a value that cannot be used. */
  run(options: Options): Promise<number>;
}

/** The command line is wrong: exit code 2. The message goes on after "greenpatch: ". */
export class UsageError extends Error {}

/** @throws UsageError for an unknown option, a missing value, or an argument too many */
export function parseOptions(table: OptionTable, args: string[]): Options {
  try {
    const options: OptionTable = { ...table, help: { type: 'boolean', short: 'h' } };
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values as Options;
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UsageError((error as Error).message, { cause: error });
  }
}
