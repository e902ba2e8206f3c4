import type { Anything } from '../../../patch';
import type { DatabaseConnection } from '../../sqlite/connection';
import { Gathered, type Token } from '../../sqlite/gathered';
import { rowsOf } from '../../sqlite/rows';
import { Verbatim } from '../../sqlite/values';

/** start, step, inverse, result, as the library gives them to its addon. */
export type AggregateParts = readonly [
  start: unknown,
  step: Anything,
  inverse: Anything | null,
  result: Anything | null,
];

/**
 * The functions of an aggregate function, such that what they gather stays in this thread. SQLite does not say when it is done with it.
 */
export function aggregate(
  { functions }: DatabaseConnection,
  [start, step, inverse, result]: AggregateParts,
): unknown[] {
  const gathered = new Gathered();
  functions.whenIdle.push(gathered.clear);
  const stepping = (fn: Anything) =>
    functions.asked((token: Token, ...args: unknown[]) => gathered.replace(token, fn(gathered.take(token), ...args)));
  const begin = () => gathered.keep(typeof start === 'function' ? (start as Anything)() : start);
  const end = (token: Token): unknown => (result === null ? gathered.take(token) : result(gathered.take(token)));
  return [functions.asked(begin), stepping(step), inverse === null ? null : stepping(inverse), functions.asked(end)];
}

type Definition = [sql: string, rows: Anything, ...rest: unknown[]];

/** The maker of a virtual table, whose rows come from a generator in this thread. */
export function table({ functions }: DatabaseConnection, factory: Anything): unknown {
  return functions.asked((...args: unknown[]) => {
    const [sql, rows, ...rest] = factory(...args) as Definition;
    const as = functions.asked(rowsOf(rows), 'generator');
    return new Verbatim([sql, undefined, ...rest], { 1: as });
  });
}
