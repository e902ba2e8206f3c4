import net from 'node:net';
import { invalidArgument } from '../../../base/errors';
import { park } from '../../../hub';
import { LibraryLock } from '../../core/lock';
import { connectError, isLost, queryError } from './native-error';
import type { Client, ClientClass, Query, QueryConfig, Result } from './types';

/** What asks a server to end the query of another connection. */
const CANCEL_REQUEST = 80877102;

interface ClientState {
  readonly lock: LibraryLock;
  lost: boolean;
}
const states = new WeakMap<Client, ClientState>();

function stateOf(client: Client): ClientState {
  const known = states.get(client);
  if (known !== undefined) return known;
  const state = { lock: new LibraryLock(), lost: false };
  states.set(client, state);
  return state;
}

/** Parks until the client is connected. A connection that comes too late is closed. */
export function connect(client: Client): void {
  client.on('error', () => {}); // a call says it
  try {
    park<void>({
      what: 'pg connectSync',
      start: (waker) => client.connect((error) => (error ? waker.reject(error) : waker.resolve())),
      cancel: () => void client.end(() => {}),
    });
  } catch (error) {
    throw error instanceof Error && !('severity' in error) && !('code' in error) && !/onnect/.test(error.message)
      ? error
      : connectError(error, client.host, client.port);
  }
}

/** As pg-native's querySync: the rows of the last statement. */
export function query(client: Client, text: string | QueryConfig, values?: unknown[], rowMode?: 'array'): unknown[] {
  const config: QueryConfig = typeof text === 'string' ? { text, values, rowMode } : { ...text };
  const extended: QueryConfig = config.values ? { ...config, queryMode: 'extended' } : config;
  return perform(client, 'pg querySync', newQuery(client, extended), config.text);
}

/** As pg-native's prepareSync. */
export function prepare(client: Client, name: string, text: string): void {
  if (typeof name !== 'string') throw invalidArgument('name', 'a string', name);
  const made = newQuery(client, { name, text });
  made.submit = (wire) => {
    wire.parse({ name, text });
    wire.sync();
    return null;
  };
  perform(client, 'pg prepareSync', made, text);
}

/** As pg-native's executeSync: of a statement that was prepared by whatever means. */
export function execute(client: Client, name: string, values: unknown[] = [], rowMode?: 'array'): unknown[] {
  const { parsedStatements } = client.connection;
  const known = parsedStatements[name] !== undefined;
  if (!known) parsedStatements[name] = name; // the server knows better
  try {
    return perform(client, 'pg executeSync', newQuery(client, { name, values, rowMode }));
  } catch (error) {
    if (!known) delete parsedStatements[name];
    throw error;
  }
}

/** Parks until the connection is closed. */
export function end(client: Client): void {
  park<void>({ what: 'pg endSync', start: (waker) => void client.end(() => waker.resolve()) });
}

const newQuery = (client: Client, config: QueryConfig): Query => new (client.constructor as ClientClass).Query(config);

/** One query at a time, as libpq has it. */
function perform(client: Client, what: string, made: Query, text?: string): unknown[] {
  const state = stateOf(client);
  return state.lock.with(what, () => {
    if (state.lost) throw new Error('no connection to the server\n');
    const outcome = park<{ error: unknown; result: Result | Result[] | undefined }>({
      what,
      start(waker) {
        made.callback = (error, result) => waker.resolve({ error, result });
        client.query(made);
      },
      cancel: () => cancelQuery(client),
    });
    if (outcome.error) {
      state.lost = isLost(outcome.error);
      throw queryError(outcome.error, text);
    }
    const { result } = outcome;
    return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
  });
}

/** Has the server end what it does for this connection. The connection is as good as before. */
export function cancelQuery(client: Client, done: (error?: Error) => void = () => {}): void {
  const { host, port, processID, secretKey } = client;
  const request = Buffer.alloc(16);
  [16, CANCEL_REQUEST, processID ?? 0, secretKey ?? 0].forEach((word, at) => request.writeInt32BE(word | 0, at * 4));
  const socket = host.startsWith('/') ? net.connect(`${host}/.s.PGSQL.${port}`) : net.connect(port, host);
  socket.on('error', done).on('close', () => done());
  socket.end(request);
  socket.resume();
}
