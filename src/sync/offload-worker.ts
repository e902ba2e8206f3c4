// Runs in the worker threads of `offload`, without the rest of greenpatch: one job after the other, each with a port of its own.
import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect, types } from 'node:util';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Job, JobOutcome, PackedError, Thrown } from './offload-protocol';

type Fn = (...args: unknown[]) => unknown;

/** Functions by their text. */
const compiled = new Map<string, Fn>();
const MOST_COMPILED = 1000;

/** A function's text is run as a module of this name in the current folder: its frames carry it, and `require` begins there. */
const FILE = 'offload:';

/** A function's text is an expression, or a method of an object. Strict, so that an outer variable is missed when it is assigned to. */
const SHAPES: readonly ((source: string) => string)[] = [
  (source) => `"use strict"; module.exports = (${source}\n);`,
  (source) => `"use strict"; module.exports = Object.values({${source}\n})[0];`,
  (source) => `module.exports = (${source}\n);`,
  (source) => `module.exports = Object.values({${source}\n})[0];`,
];

/** What of Node's modules is used that is not in their types. */
type Compiling = Module & { _compile(text: string, filename: string): void };
const { _nodeModulePaths: folders } = Module as unknown as { _nodeModulePaths(this: void, from: string): string[] };

function compile(source: string, name: string): Fn {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const filename = path.join(process.cwd(), FILE + name);
  let failure: unknown;
  for (const shape of SHAPES) {
    try {
      const module = new Module(filename) as Compiling;
      module.filename = filename;
      module.paths = folders(process.cwd());
      module._compile(shape(source), filename);
      if (compiled.size >= MOST_COMPILED) compiled.clear();
      compiled.set(source, module.exports as Fn);
      return module.exports as Fn;
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure;
}

async function load(file: string, name: string): Promise<Fn | undefined> {
  const exports = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const main = exports.default as Record<string, unknown> | undefined;
  const found = exports[name] ?? main?.[name];
  const fn = name === 'default' && typeof found !== 'function' ? main?.default : found;
  return typeof fn === 'function' ? (fn as Fn) : undefined;
}

const CLASSES = ['AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'];

function classOf(error: object): string {
  for (let at: object | null = error; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const name = (Object.getOwnPropertyDescriptor(at, 'constructor')?.value as Fn | undefined)?.name;
    if (name !== undefined && (CLASSES.includes(name) || name === 'DOMException')) return name;
  }
  return 'Error';
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** What calls the function is of no interest: the frames of the caller of `offload` follow. */
function withoutOwnFrames(stack: string): string {
  const lines = stack.split('\n');
  const own = lines.findIndex((line) => line.includes(__filename));
  return own < 0 ? stack : lines.slice(0, own).join('\n');
}

const PACKED = ['name', 'message', 'stack', 'cause', 'errors'];
const DEEPEST = 8;

/** What was thrown, as it can be cloned. */
export function pack(thrown: unknown, depth = 0): Thrown {
  if (!types.isNativeError(thrown) && !(thrown instanceof DOMException)) {
    return { other: isCloneable(thrown) ? thrown : inspect(thrown) };
  }
  const own: Record<string, unknown> = {};
  for (const key of Object.keys(thrown)) {
    const value = (thrown as unknown as Record<string, unknown>)[key];
    if (!PACKED.includes(key) && isCloneable(value)) own[key] = value;
  }
  const { name, message, stack, cause, errors } = thrown as AggregateError;
  const deeper = depth < DEEPEST;
  const packed: PackedError = {
    class: classOf(thrown),
    name: String(name),
    message: String(message),
    stack: withoutOwnFrames(String(stack)),
    ...(Object.hasOwn(thrown, 'cause') && deeper && { cause: pack(cause, depth + 1) }),
    ...(Array.isArray(errors) && deeper && { errors: errors.map((error) => pack(error, depth + 1)) }),
    own,
  };
  return { error: packed };
}

/** The outer variable that a function's own text misses. */
function outerVariable(error: unknown): string | undefined {
  if (!(error instanceof ReferenceError)) return undefined;
  const first = error.stack?.split('\n').find((line) => line.startsWith('    at '));
  return first?.includes(FILE) && !first.includes('eval at')
    ? /^(\S+) is not defined$/.exec(error.message)?.[1]
    : undefined;
}

/** Memory of a result, or in the result's own properties. */
function memoryOf(value: unknown): ArrayBuffer[] {
  const parts = typeof value === 'object' && value !== null && !types.isProxy(value) ? Object.values(value) : [];
  const buffers = [value, ...(ArrayBuffer.isView(value) ? [] : parts)]
    .map((part) => (ArrayBuffer.isView(part) ? part.buffer : part))
    .filter((part) => part instanceof ArrayBuffer && isOwn(part));
  return [...new Set(buffers as ArrayBuffer[])];
}

/** Node's pool for small buffers must stay. */
const isOwn = (buffer: ArrayBuffer) => buffer !== Buffer.from('x').buffer;

async function perform(job: Job): Promise<JobOutcome> {
  const { source, file, name, args } = job;
  try {
    const fn = source === undefined ? await load(file!, name) : compile(source, name);
    if (fn === undefined) return { missing: name };
    return { value: await fn(...args) };
  } catch (error) {
    const outer = source === undefined ? undefined : outerVariable(error);
    return { thrown: pack(error), ...(outer !== undefined && { outer }) };
  }
}

/** Called by the pool with the port that the job is waiting in. */
export default async function work(port: MessagePort): Promise<void> {
  try {
    const job = receiveMessageOnPort(port)!.message as Job;
    const outcome = await perform(job);
    try {
      port.postMessage(outcome, job.transferResult && 'value' in outcome ? memoryOf(outcome.value) : []);
    } catch (error) {
      port.postMessage({ thrown: pack(error) } satisfies JobOutcome);
    }
  } finally {
    port.close();
  }
}
