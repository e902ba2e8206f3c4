import type { RequestOptions } from 'node:http';
import type { SyncResponse } from './response';

/** A request as `http.request` takes it, and what it sends. */
export interface Message {
  readonly url: string | URL | undefined;
  readonly options: RequestOptions;
  readonly body: unknown;
}

/** The request to which a response refers its client, by the rules of the Fetch standard; undefined when it does not. */
export function redirected(message: Message, response: SyncResponse): Message | undefined {
  const { location } = response.headers;
  if (location === undefined || ![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const url = new URL(location, response.url);
  const plain = message.options;
  const { status } = response;
  const method = (plain.method ?? 'GET').toUpperCase();
  const asGet = (status === 303 && method !== 'HEAD') || (status <= 302 && method === 'POST');
  const foreign = url.origin !== new URL(response.url).origin;
  const left = [...(foreign ? CREDENTIALS : []), ...(asGet ? CONTENT : []), 'host'];
  return {
    url,
    options: {
      ...without(plain, [...PLACE, ...(foreign ? IDENTITY : [])]),
      method: asGet ? 'GET' : method,
      headers: headersWithout(plain.headers, left),
    },
    body: asGet ? undefined : message.body,
  };
}

const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization'];
const CONTENT = ['content-encoding', 'content-language', 'content-length', 'content-location', 'content-type'];

/** Options that say where to ask, as the new URL does. */
const PLACE = ['host', 'hostname', 'path', 'port', 'protocol', 'search'];
/** Options that are for one server only. */
const IDENTITY = ['agent', 'auth', 'servername', 'socketPath'];

function without(options: RequestOptions, names: readonly string[]): RequestOptions {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));
}

function headersWithout(headers: RequestOptions['headers'], names: readonly string[]): RequestOptions['headers'] {
  const pairs = Array.isArray(headers) ? pairsOf(headers as string[]) : Object.entries(headers ?? {});
  return Object.fromEntries(pairs.filter(([name]) => !names.includes(name.toLowerCase())));
}

function pairsOf(list: readonly string[]): [string, string][] {
  return list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1]!] as [string, string]] : []));
}
