// What TypeScript has to know about the functions that Node's own modules get. Types of Node exist in two arrangements, in which
// either `net` or `node:net` is the other's copy: so functions are declared in both, and classes in one.
import type * as dns from 'node:dns';
import type { EventEmitter } from 'node:events';
import type { RequestOptions } from 'node:http';
import type { RequestOptions as SecureRequestOptions } from 'node:https';
import type * as net from 'node:net';
import type { Readable } from 'node:stream';
import type * as tls from 'node:tls';
import type { SyncResponse } from './response';

export type { SyncResponse };

/** Options of `readLineSync`. */
export interface ReadLineSyncOptions {
  /** Of the line; `buffer` gives its bytes. Default: the stream's own encoding, or `utf8`. */
  encoding?: BufferEncoding | 'buffer' | undefined;
  /** How long a line may be, in bytes, without its end. Default: 65536. */
  maxBytes?: number | undefined;
}

/** Options of `readAllSync`. */
export interface ReadAllSyncOptions {
  /** Of the text; without one it is a Buffer, unless the stream has an encoding. */
  encoding?: BufferEncoding | undefined;
  /** How much is read at most, in bytes. Default: no limit. */
  maxBytes?: number | undefined;
}

/** What `requestSync` takes besides the options of `http.request`. */
export interface SyncRequestExtras {
  body?: string | Uint8Array | Readable | undefined;
  /** How long the whole call may take, in ms, redirects and body included; 0, the default, sets no limit. */
  timeout?: number | undefined;
  /** Ends the call with an AbortError. */
  signal?: AbortSignal | undefined;
  /** How long the body of the answer may be, in bytes. Default: no limit. */
  maxBytes?: number | undefined;
  /** Whether redirects are followed, 20 at most. Default: `manual`. */
  redirect?: 'manual' | 'follow' | undefined;
}

type Own = keyof SyncRequestExtras;
export type SyncRequestOptions = Omit<RequestOptions, Own> & SyncRequestExtras;
export type SecureSyncRequestOptions = Omit<SecureRequestOptions, Own> & SyncRequestExtras;

/** Options of `onceSync`. */
export interface OnceSyncOptions {
  signal?: AbortSignal | undefined;
  /** How long at most, in ms; 0, the default, sets no limit. */
  timeout?: number | undefined;
}

/** Options of `questionSync`; the others are those of `readline.createInterface`, and count at a terminal. */
export interface QuestionSyncOptions {
  input?: NodeJS.ReadableStream | undefined;
  output?: NodeJS.WritableStream | undefined;
  signal?: AbortSignal | undefined;
  history?: string[] | undefined;
  completer?: ((line: string) => [string[], string]) | undefined;
  [option: string]: unknown;
}

type Lines<Options> = Options extends { encoding: 'buffer' } ? Buffer : string;

/** What there is to ask a resolver for, by the type of the records. */
interface Records {
  ANY: dns.AnyRecord[];
  CAA: dns.CaaRecord[];
  MX: dns.MxRecord[];
  NAPTR: dns.NaptrRecord[];
  SOA: dns.SoaRecord;
  SRV: dns.SrvRecord[];
  TLSA: TlsaRecord[];
  TXT: string[][];
}
type Resolved<Type> = Type extends keyof Records ? Records[Type] : string[];
type Addresses<Options> = Options extends { ttl: true } ? dns.RecordWithTtl[] : string[];
type LookedUp<Options> = Options extends { all: true } ? dns.LookupAddress[] : dns.LookupAddress;
interface Service {
  hostname: string;
  service: string;
}

/** A record of a TLSA query, of which older types of Node know nothing. */
export interface TlsaRecord {
  certUsage: number;
  selector: number;
  match: number;
  data: ArrayBuffer;
}

/** The straight-line twins of what a resolver asks. */
export interface Resolving {
  resolveSync<T extends string = 'A'>(hostname: string, rrtype?: T): Resolved<T>;
  resolve4Sync<O extends dns.ResolveOptions | undefined = undefined>(hostname: string, options?: O): Addresses<O>;
  resolve6Sync<O extends dns.ResolveOptions | undefined = undefined>(hostname: string, options?: O): Addresses<O>;
  resolveAnySync(hostname: string): Records['ANY'];
  resolveCaaSync(hostname: string): Records['CAA'];
  resolveCnameSync(hostname: string): string[];
  resolveMxSync(hostname: string): Records['MX'];
  resolveNaptrSync(hostname: string): Records['NAPTR'];
  resolveNsSync(hostname: string): string[];
  resolvePtrSync(hostname: string): string[];
  resolveSoaSync(hostname: string): Records['SOA'];
  resolveSrvSync(hostname: string): Records['SRV'];
  resolveTlsaSync(hostname: string): Records['TLSA'];
  resolveTxtSync(hostname: string): Records['TXT'];
  reverseSync(ip: string): string[];
}

declare module 'net' {
  /** As `connect`, and waits until the connection is ready for use. */
  function connectSync(options: net.NetConnectOpts): net.Socket;
  function connectSync(port: number, host?: string): net.Socket;
  function connectSync(path: string): net.Socket;
  interface Socket {
    /** Reads `size` bytes, fewer at the end of the stream; without a size what is there, at least one byte; null at the end. */
    readSync(size?: number): any;
    /** Reads a line, without its end; null at the end of the stream. */
    readLineSync<O extends ReadLineSyncOptions>(options?: O): Lines<O> | null;
    /** Writes, and waits until the system has taken everything. */
    writeSync(chunk: string | Uint8Array, encoding?: BufferEncoding): void;
    /** Ends the writing side, and waits until the system has taken everything. */
    endSync(chunk?: string | Uint8Array, encoding?: BufferEncoding): void;
  }
  interface Server {
    /** As `listen`, and waits for `listening`. */
    listenSync(port?: number, hostname?: string, backlog?: number): this;
    listenSync(port: number, backlog: number): this;
    listenSync(path: string, backlog?: number): this;
    listenSync(options: net.ListenOptions): this;
    listenSync(handle: unknown, backlog?: number): this;
    /** Waits for the next connection; null when the server has been closed. */
    acceptSync(): net.Socket | null;
  }
}
declare module 'node:net' {
  function connectSync(options: net.NetConnectOpts): net.Socket;
  function connectSync(port: number, host?: string): net.Socket;
  function connectSync(path: string): net.Socket;
}

declare module 'tls' {
  /** As `connect`, and waits until the connection is ready for use. */
  function connectSync(options: tls.ConnectionOptions): tls.TLSSocket;
  function connectSync(port: number, host?: string, options?: tls.ConnectionOptions): tls.TLSSocket;
  function connectSync(port: number, options?: tls.ConnectionOptions): tls.TLSSocket;
}
declare module 'node:tls' {
  function connectSync(options: tls.ConnectionOptions): tls.TLSSocket;
  function connectSync(port: number, host?: string, options?: tls.ConnectionOptions): tls.TLSSocket;
  function connectSync(port: number, options?: tls.ConnectionOptions): tls.TLSSocket;
}

declare module 'http' {
  /** Asks, and waits for the whole answer. */
  function requestSync(options: SyncRequestOptions): SyncResponse;
  function requestSync(url: string | URL, options?: SyncRequestOptions): SyncResponse;
  /** As `requestSync`. */
  function getSync(options: SyncRequestOptions): SyncResponse;
  function getSync(url: string | URL, options?: SyncRequestOptions): SyncResponse;
}
declare module 'node:http' {
  function requestSync(options: SyncRequestOptions): SyncResponse;
  function requestSync(url: string | URL, options?: SyncRequestOptions): SyncResponse;
  function getSync(options: SyncRequestOptions): SyncResponse;
  function getSync(url: string | URL, options?: SyncRequestOptions): SyncResponse;
}

declare module 'https' {
  /** Asks, and waits for the whole answer. */
  function requestSync(options: SecureSyncRequestOptions): SyncResponse;
  function requestSync(url: string | URL, options?: SecureSyncRequestOptions): SyncResponse;
  /** As `requestSync`. */
  function getSync(options: SecureSyncRequestOptions): SyncResponse;
  function getSync(url: string | URL, options?: SecureSyncRequestOptions): SyncResponse;
}
declare module 'node:https' {
  function requestSync(options: SecureSyncRequestOptions): SyncResponse;
  function requestSync(url: string | URL, options?: SecureSyncRequestOptions): SyncResponse;
  function getSync(options: SecureSyncRequestOptions): SyncResponse;
  function getSync(url: string | URL, options?: SecureSyncRequestOptions): SyncResponse;
}

declare module 'timers' {
  /** Waits; 0 lets one turn of the event loop pass. */
  function sleepSync(ms: number): void;
}
declare module 'node:timers' {
  function sleepSync(ms: number): void;
}

declare module 'readline' {
  /** Asks, and reads a line; null when the input has ended. */
  function questionSync(query: string, options?: QuestionSyncOptions): string | null;
}
declare module 'node:readline' {
  function questionSync(query: string, options?: QuestionSyncOptions): string | null;
}

// Twice, because @types/node declares `node:dns` as all of `dns` up to Node 24 and as a module of its own from then on.
declare module 'dns' {
  function lookupSync<O extends number | dns.LookupOptions = number>(hostname: string, options?: O): LookedUp<O>;
  function lookupServiceSync(address: string, port: number): Service;
  function resolveSync<T extends string = 'A'>(hostname: string, rrtype?: T): Resolved<T>;
  function resolve4Sync<O extends dns.ResolveOptions | undefined = undefined>(
    hostname: string,
    options?: O,
  ): Addresses<O>;
  function resolve6Sync<O extends dns.ResolveOptions | undefined = undefined>(
    hostname: string,
    options?: O,
  ): Addresses<O>;
  function resolveAnySync(hostname: string): Records['ANY'];
  function resolveCaaSync(hostname: string): Records['CAA'];
  function resolveCnameSync(hostname: string): string[];
  function resolveMxSync(hostname: string): Records['MX'];
  function resolveNaptrSync(hostname: string): Records['NAPTR'];
  function resolveNsSync(hostname: string): string[];
  function resolvePtrSync(hostname: string): string[];
  function resolveSoaSync(hostname: string): Records['SOA'];
  function resolveSrvSync(hostname: string): Records['SRV'];
  function resolveTlsaSync(hostname: string): Records['TLSA'];
  function resolveTxtSync(hostname: string): Records['TXT'];
  function reverseSync(ip: string): string[];
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface Resolver extends Resolving {}
}
declare module 'node:dns' {
  function lookupSync<O extends number | dns.LookupOptions = number>(hostname: string, options?: O): LookedUp<O>;
  function lookupServiceSync(address: string, port: number): Service;
  function resolveSync<T extends string = 'A'>(hostname: string, rrtype?: T): Resolved<T>;
  function resolve4Sync<O extends dns.ResolveOptions | undefined = undefined>(
    hostname: string,
    options?: O,
  ): Addresses<O>;
  function resolve6Sync<O extends dns.ResolveOptions | undefined = undefined>(
    hostname: string,
    options?: O,
  ): Addresses<O>;
  function resolveAnySync(hostname: string): Records['ANY'];
  function resolveCaaSync(hostname: string): Records['CAA'];
  function resolveCnameSync(hostname: string): string[];
  function resolveMxSync(hostname: string): Records['MX'];
  function resolveNaptrSync(hostname: string): Records['NAPTR'];
  function resolveNsSync(hostname: string): string[];
  function resolvePtrSync(hostname: string): string[];
  function resolveSoaSync(hostname: string): Records['SOA'];
  function resolveSrvSync(hostname: string): Records['SRV'];
  function resolveTlsaSync(hostname: string): Records['TLSA'];
  function resolveTxtSync(hostname: string): Records['TXT'];
  function reverseSync(ip: string): string[];
}

declare module 'events' {
  /** As `once`, and waits: gives the arguments of the event. */
  function onceSync(emitter: EventEmitter | EventTarget, name: string | symbol, options?: OnceSyncOptions): any[];
}

declare module 'stream' {
  function readSync(stream: NodeJS.ReadableStream, size?: number): any;
  function readLineSync<O extends ReadLineSyncOptions>(stream: NodeJS.ReadableStream, options?: O): Lines<O> | null;
  function readAllSync(
    stream: NodeJS.ReadableStream,
    options: ReadAllSyncOptions & { encoding: BufferEncoding },
  ): string;
  function readAllSync(stream: NodeJS.ReadableStream, options?: ReadAllSyncOptions): any;
  /** As `pipeline` of `stream/promises`, and waits: gives what its last part returns. */
  function pipelineSync(...streams: unknown[]): any;
}
