// Runs in the worker threads of `offload`, without most of greenpatch: one job after the other, each with a port of its own.
import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { pack } from '../base/pack-error';
import type { Job, JobOutcome } from './offload-protocol';

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
    return { thrown: pack(error, __filename), ...(outer !== undefined && { outer }) };
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
      port.postMessage({ thrown: pack(error, __filename) } satisfies JobOutcome);
    }
  } finally {
    port.close();
  }
}
