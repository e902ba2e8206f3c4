import { park, type Waker } from '../../../hub';
import { LibraryLock } from '../../core/lock';

/** The class that libpq exports: a connection. The functions with a dollar are the addon's. */
export interface LibpqConnection {
  connected?: boolean;
  emit(event: string, ...args: unknown[]): boolean;
  listenerCount(event: string): number;
  connect(params: string, callback: (error?: Error) => void): void;
  finish(): void;
  errorMessage(): string;
  resultErrorMessage(): string;
  resultStatus(): string;
  consumeInput(): boolean;
  isBusy(): boolean;
  isNonBlocking(): boolean;
  setNonBlocking(on: boolean): boolean;
  flush(): 1 | 0 | -1;
  clear(): void;
  cancel(): true | string;
  startReader(): void;
  stopReader(): void;
  $startWrite(): void;
  $getResult(): boolean;
  $getCopyData(async: boolean): Buffer | number;
}

type Readiness = 'readable' | 'writable';

/** What ends PQexec before the last result: what follows is a stream of its own. */
const COPY = /^PGRES_COPY_/;

/** What libpq does in its blocking calls, with a park wherever it would wait for its socket. One call at a time. */
class LibpqConversation {
  readonly lock = new LibraryLock();
  #waker: Waker<void> | undefined;
  /** What the results of this call have said so far. */
  #reported = '';

  constructor(readonly connection: LibpqConnection) {}

  /**
   * As PQexec: discards what an earlier query has left, sends, and takes the results in, the last of which stays in the connection.
   * @param send false when it could not be sent
   */
  execute(what: string, send: () => boolean): void {
    this.#listening(what, () => {
      this.#results(what); // what a program has left, or a call that was killed
      this.#forget();
      if (!send() || !this.#flush(what)) this.connection.clear();
      else this.#cancelled(() => this.#results(what));
    });
  }

  /** As PQgetResult. */
  result(what: string): boolean {
    return this.#listening(what, () => {
      this.#flush(what);
      return this.#next(what);
    });
  }

  /** As PQgetCopyData. */
  copyData(what: string): Buffer | number {
    return this.#listening(what, () => {
      for (;;) {
        const data = this.connection.$getCopyData(true);
        if (data !== 0 || !this.#input(what)) return data;
      }
    });
  }

  /** The connection was closed by other code: the functions of libpq say so to the fiber that waits. */
  closed(): void {
    this.#waker?.resolve();
  }

  /** Takes in all results, or those before a COPY. */
  #results(what: string): void {
    while (this.#next(what)) if (COPY.test(this.connection.resultStatus())) return;
  }

  #next(what: string): boolean {
    const { connection } = this;
    while (connection.isBusy()) {
      if (this.#input(what)) continue;
      this.#lost();
      return false;
    }
    if (!connection.$getResult()) return false;
    this.#reported += connection.resultErrorMessage();
    return true;
  }

  /**
   * Asked for the result of a connection that is lost, libpq would wait for its socket, and complain about that, too. No result
   * counts as a fatal error, and its message is what no result has said yet.
   */
  #lost(): void {
    const { connection } = this;
    const message = connection.errorMessage();
    const value = message.startsWith(this.#reported) ? message.slice(this.#reported.length) : message;
    connection.clear();
    Object.defineProperty(connection, 'resultErrorMessage', { value: () => value, configurable: true });
  }

  #forget(): void {
    this.#reported = '';
    delete (this.connection as { resultErrorMessage?: unknown }).resultErrorMessage;
  }

  #flush(what: string): boolean {
    for (;;) {
      const left = this.connection.flush();
      if (left !== 1) return left === 0;
      this.#wait(what, 'writable');
      this.connection.consumeInput(); // the server may wait for that before it takes more
    }
  }

  /** @returns false when the connection is lost */
  #input(what: string): boolean {
    this.#wait(what, 'readable');
    return this.connection.consumeInput();
  }

  /** The watcher is stopped before libpq sees that the socket has ended, and closes it. */
  #wait(what: string, readiness: Readiness): void {
    const { connection } = this;
    try {
      park<void>({
        what,
        start: (waker) => {
          this.#waker = waker;
          if (readiness === 'readable') connection.startReader();
          else connection.$startWrite();
        },
      });
    } finally {
      this.#waker = undefined;
      if (connection.connected) connection.stopReader();
    }
  }

  /** The server ends the query of a fiber that was killed. */
  #cancelled(fn: () => void): void {
    let ended = false;
    try {
      fn();
      ended = true;
    } finally {
      if (!ended && this.connection.connected) this.connection.cancel();
    }
  }

  /** Others who listen to the socket, for notifications, would take the results: they wait until the call has ended. */
  #listening<T>(what: string, fn: () => T): T {
    return this.lock.with(what, () => {
      const { connection } = this;
      const blocked = !connection.isNonBlocking();
      connection.stopReader();
      connection.emit = () => (this.closed(), true);
      if (blocked) connection.setNonBlocking(true);
      try {
        return fn();
      } finally {
        delete (connection as { emit?: unknown }).emit;
        if (blocked) connection.setNonBlocking(false);
        if (connection.connected && connection.listenerCount('readable') > 0) connection.startReader();
      }
    });
  }
}

const conversations = new WeakMap<LibpqConnection, LibpqConversation>();

/** The one conversation of a connection. */
export function conversationOf(connection: LibpqConnection): LibpqConversation {
  const known = conversations.get(connection);
  if (known !== undefined) return known;
  const conversation = new LibpqConversation(connection);
  conversations.set(connection, conversation);
  return conversation;
}
