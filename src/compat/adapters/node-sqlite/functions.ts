import type { Anything } from '../../../patch';
import type { DatabaseConnection } from '../../sqlite/connection';
import { Gathered, type Token } from '../../sqlite/gathered';
import { rowsOf } from '../../sqlite/rows';
import { Verbatim } from '../../sqlite/values';

const isFunction = (value: unknown): value is Anything => typeof value === 'function';

/** Arguments in which functions of the program are, with what asks for them in their place. What is wrong stays wrong. */
export function asking({ functions }: DatabaseConnection, args: readonly unknown[]): unknown[] {
  return args.map((value) =>
    isFunction(value) ? functions.asked(value) : ofObject(value, (fn) => functions.asked(fn)),
  );
}

/** The same for an object that has functions among its values. */
function ofObject(
  value: unknown,
  ask: (fn: Anything) => ReturnType<DatabaseConnection['functions']['asked']>,
): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value);
  if (!entries.some(([, one]) => isFunction(one))) return value;
  const asked = entries.filter(([, one]) => isFunction(one)).map(([key, one]) => [key, ask(one as Anything)] as const);
  const rest = entries.map(([key, one]) => [key, isFunction(one) || typeof one === 'symbol' ? undefined : one]);
  return new Verbatim(Object.fromEntries(rest), Object.fromEntries(asked));
}

interface Aggregate {
  readonly start?: unknown;
  readonly step?: unknown;
  readonly result?: unknown;
  readonly inverse?: unknown;
}

interface Table {
  readonly columns?: unknown;
  readonly rows?: unknown;
}

/** The options of an aggregate function, such that what it gathers stays in this thread. */
export function aggregate(connection: DatabaseConnection, options: Aggregate): unknown {
  const { functions } = connection;
  const { start, step, result, inverse } = options;
  if (start === undefined || !isFunction(step)) return ofObject(options, (fn) => functions.asked(fn));
  const gathered = new Gathered();
  functions.whenIdle.push(gathered.clear);
  const stepping = (fn: Anything) => {
    const next = (token: Token, ...args: unknown[]) => gathered.keep(fn(gathered.take(token), ...args));
    return functions.asked(next, 'function', fn.length);
  };
  const begin = () => gathered.keep(isFunction(start) ? start() : start);
  const end = (token: Token): unknown => (isFunction(result) ? result(gathered.take(token)) : gathered.take(token));
  const others = Object.entries(options).filter(
    ([key, value]) => !/^(start|step|result|inverse)$/.test(key) && !isFunction(value),
  );
  const asked = { start: functions.asked(begin), step: stepping(step), result: functions.asked(end) };
  const wrong = isFunction(inverse) || inverse === undefined ? {} : { inverse };
  return new Verbatim(
    { ...Object.fromEntries(others), ...wrong },
    isFunction(inverse) ? { ...asked, inverse: stepping(inverse) } : asked,
  );
}

/** The options of a virtual table, whose rows come from a function in this thread. Wrong ones stay wrong. */
export function table({ functions }: DatabaseConnection, { columns, rows, ...others }: Table): unknown {
  const asked = isFunction(rows) && functions.asked(rowsOf(rows), 'generator', rows.length);
  return new Verbatim({ ...others, columns, rows: asked ? undefined : rows }, asked ? { rows: asked } : {});
}
