import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { withTimeout } from '../../hub';
import type { Anything } from '../core/define';
import { abortable } from './cancellable';
import { checkCount, checkNoCallback, checkOptions, checkSignal, checkTime } from './checks';
import { raised, wrongType, wrongValue } from './errors';
import { readAll } from './read';
import { StreamReading } from './reading';
import { type Message, redirected } from './redirects';
import { SyncResponse } from './response';
import { until } from './until';

/** As many as fetch follows. */
const MOST_REDIRECTS = 20;

interface Limits {
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly maxBytes: number | undefined;
  readonly follow: boolean;
}

type Module = Pick<typeof http, 'request'>;

const moduleFor = (protocol: string): Module => (protocol === 'https:' ? (require('node:https') as Module) : http);

/** One request with its answer, for as long as the calling fiber waits for it. */
class RequestExchange {
  readonly #request: ClientRequest;

  constructor(
    module: Module,
    readonly message: Message,
    readonly limits: Limits,
    readonly what: string,
  ) {
    const { url, options } = message;
    this.#request = url === undefined ? module.request(options) : module.request(url, options);
    this.#request.on('error', () => {}); // those of a moment when no call waits for it
  }

  run(): SyncResponse {
    try {
      this.#send(this.message.body);
      const response = this.#await();
      const body = readAll(StreamReading.of(response), { maxBytes: this.limits.maxBytes }, this.what) as Buffer;
      return new SyncResponse(response, this.#url(), body);
    } catch (error) {
      this.#request.destroy();
      throw error;
    }
  }

  #send(body: unknown): void {
    if (!(body instanceof Readable)) this.#request.end(body as string | undefined);
    else pipeline(body, this.#request, () => {}); // each has its error
  }

  #await(): IncomingMessage {
    return until(this.#request, ['response', 'error', 'close'], this.what, (seen) => {
      if (seen.has('error')) throw raised(this.#cause(seen.get('error')), this.what);
      if (seen.has('response')) return seen.get('response') as IncomingMessage;
      return undefined; // where neither comes, Node makes an error of that
    });
  }

  /** A body that fails ends the request, which then complains of its connection. */
  #cause(error: unknown): unknown {
    const { body } = this.message;
    return (body instanceof Readable ? body.errored : null) ?? error;
  }

  #url(): string {
    const { protocol, host, path } = this.#request;
    const named = this.#request.getHeader('host') as string | undefined;
    return new URL(path, `${protocol}//${named ?? host}`).href;
  }
}

function follow(module: Module, message: Message, limits: Limits, what: string): SyncResponse {
  let [from, asked] = [module, message];
  for (let count = 0; ; count++) {
    const response = new RequestExchange(from, asked, limits, what).run();
    const next = limits.follow ? redirected(asked, response) : undefined;
    if (next === undefined) return response;
    if (count === MOST_REDIRECTS) throw raised(new Error(`More than ${MOST_REDIRECTS} redirects`), what);
    if (next.body instanceof Readable) throw raised(new Error('A body that is a stream cannot be sent again'), what);
    [from, asked] = [moduleFor((next.url as URL).protocol), next];
  }
}

function checkBody(body: unknown, what: string): unknown {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array || body instanceof Readable)
    return body;
  throw wrongType('options.body', 'be of type string or an instance of Buffer, Uint8Array or Readable', body, what);
}

function request(module: Module, args: readonly unknown[], what: string): SyncResponse {
  checkNoCallback(args, what);
  const located = typeof args[0] === 'string' || args[0] instanceof URL;
  if (!located && args[0] === undefined)
    throw wrongType('url', 'be of type string or an instance of URL', args[0], what);
  const options = checkOptions(args[located ? 1 : 0], what);
  const { body, timeout = 0, signal, maxBytes, redirect = 'manual', ...rest } = options;
  if (redirect !== 'manual' && redirect !== 'follow')
    throw wrongValue('options.redirect', "must be one of: 'manual', 'follow'", redirect, what);
  const limits: Limits = {
    timeout: checkTime('options.timeout', timeout, what),
    signal: checkSignal(signal, what),
    maxBytes: checkCount('options.maxBytes', maxBytes, what),
    follow: redirect === 'follow',
  };
  const url = located ? (args[0] as string | URL) : undefined;
  const message: Message = { url, options: rest, body: checkBody(body, what) };
  const run = () => abortable(limits.signal, what, () => follow(module, message, limits, what));
  if (limits.timeout === 0) return run();
  const text = `${what} was ended: it had taken longer than ${limits.timeout} ms.`;
  return withTimeout(limits.timeout, run, { message: text });
}

function callsOf(protocol: 'http' | 'https'): Record<string, Anything> {
  const call =
    (what: string): Anything =>
    (...args: unknown[]) =>
      request(moduleFor(`${protocol}:`), args, what);
  return Object.fromEntries(
    ['requestSync', 'getSync'].map((name) => [`${protocol}.${name}`, call(`${protocol}.${name}`)]),
  );
}

export const calls = { ...callsOf('http'), ...callsOf('https') };
