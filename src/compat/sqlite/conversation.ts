import { exiting } from '../../base/exiting';
import { type Fiber, park, runningFiber, shielded, WaitList, type Waker } from '../../hub';
import { mayPark } from '../../patch';
import { inUse, type OwnErrors, remade } from './errors';
import { Functions } from './functions';
import { OpenKeeper } from './keeper';
import { Pending } from './pending';
import type { CallAnswer, Arguments, Ask, CallFailure, FromWorker, CallOutcome, DatabaseTask } from './protocol';
import { Thread } from './thread';
import { DatabaseTurn } from './turn';
import { type ValueReading, Sender, unpack } from './values';

/** What a library's databases have in common. */
export interface Dialect {
  /** Its name in reports. */
  readonly library: string;
  /** File of the driver. */
  readonly driver: string;
  readonly reading: ValueReading;
  /** Whether memory arrives as Buffers. */
  readonly buffers: boolean;
  readonly errors: OwnErrors;
}

/**
 * What is said between the program and the thread of one database: whose turn it is, what is under way, and what becomes of it when it
 * is abandoned: no fiber waits for it any more.
 */
export class DatabaseConversation {
  readonly functions = new Functions();
  readonly #thread: Thread;
  readonly #turn: DatabaseTurn;
  readonly #keeper = new OpenKeeper((fiber) => this.#ended(fiber));
  readonly sender: Sender;
  /** Requests within each other, by way of the program's functions: what comes belongs to the last one. */
  readonly #stack: Pending[] = [];
  #freed: number[] = [];
  /** The fibers that wait for the end of what was abandoned. */
  readonly #settling: WaitList;
  #dead: Error | undefined;
  #open = false;
  #inTransaction = false;

  /**
   * @param name of the database, for reports
   * @param setup for the driver
   */
  constructor(
    readonly dialect: Dialect,
    name: string,
    setup: unknown,
  ) {
    const label = `${dialect.library} ${name}`;
    this.sender = new Sender(dialect.reading, this.functions.number);
    const what = `${dialect.library}, for the end of a call that was interrupted`;
    this.#settling = new WaitList({ what, owners: () => [`the thread of ${label}`], keepAlive: true });
    this.#turn = new DatabaseTurn(label, {
      keeps: (fiber) => this.#keeper.has(fiber),
      settling: () => this.#stack.length > 0,
    });
    this.#thread = new Thread(
      label,
      { driver: dialect.driver, setup },
      (message) => this.#receive(message),
      (error) => this.#died(error),
    );
  }

  get open(): boolean {
    return this.#open;
  }

  /** Whether the caller's statements are in a transaction. One of another fiber is not the caller's. */
  get inTransaction(): boolean {
    const { owner } = this.#keeper;
    if (owner !== null && owner !== runningFiber()) return false;
    this.#settle();
    return this.#inTransaction;
  }

  /** An object that stays with the thread is not needed any more. */
  free(handle: number): void {
    this.#freed.push(handle);
  }

  /** Ends the thread, which closes the database. */
  end(): void {
    this.#open = false;
    this.#thread.end();
  }

  /** Makes a request, and waits for its turn and for the answer. @throws what the driver or a function of the program throws */
  request(what: string, pending: Pending): CallOutcome {
    const parks = mayPark();
    if (parks) this.#turn.enter();
    else this.#enterBlocking(what);
    try {
      this.#settle();
      if (this.#dead !== undefined) throw this.#dead;
      return this.#converse(what, pending, parks);
    } finally {
      if (this.#stack.length === 0 && this.#keeper.cursors === 0) this.functions.idle();
      if (parks) this.#turn.leave();
    }
  }

  /** Where nothing can be parked: what is under way comes to its end first. A transaction of a fiber cannot. */
  #enterBlocking(what: string): void {
    const fiber = runningFiber();
    if (exiting()) this.#abandonAll(fiber);
    for (let last = this.#stack.at(-1); last !== undefined; last = this.#stack.at(-1)) {
      if (last.message !== undefined || last.asking) break;
      this.#thread.block();
    }
    const inside = this.#stack.at(-1);
    const by = inside === undefined ? this.#keeper.keepsFrom(fiber) : inside.fiber;
    if (by !== null && by !== fiber) throw inUse(`${this.dialect.library} ${what}`, by);
  }

  #converse(what: string, pending: Pending, parks: boolean): CallOutcome {
    if (!parks) this.#send(pending);
    for (let begun = !parks; ; begun = true) {
      const message = parks ? this.#park(what, pending, begun) : this.#block(pending);
      pending.message = undefined;
      if ('ask' in message) this.#reply(pending, message);
      else if ('thrown' in message.outcome) throw this.error(message.outcome.thrown, pending);
      else return message.outcome;
    }
  }

  #send(pending: Pending): void {
    this.#thread.post({ task: pending.task, freed: this.#freed });
    this.#freed = [];
    this.#stack.push(pending);
  }

  /** What is thrown for a failure in the thread. */
  error(failure: CallFailure, pending: Pending): unknown {
    return 'asked' in failure ? pending.thrown : remade(failure, this.dialect.errors, pending.options.below!);
  }

  #block(pending: Pending): FromWorker {
    while (pending.message === undefined && this.#dead === undefined) this.#thread.block();
    if (pending.message === undefined) throw this.#dead!;
    return pending.message;
  }

  #park(what: string, pending: Pending, begun: boolean): FromWorker {
    const start = (waker: Waker<void>): void => {
      pending.waker = waker;
      if (!begun) this.#send(pending);
      if (pending.message !== undefined) waker.resolve();
    };
    const wait = () => park<void>({ what: `${this.dialect.library} ${what}`, keepAlive: true, start });
    try {
      if (pending.options.whole) shielded(wait);
      else wait();
      if (pending.message === undefined) throw this.#dead!;
      return pending.message;
    } catch (error) {
      this.#abandon(pending);
      throw error;
    }
  }

  /** Calls a function of the program, on the stack that made the request. */
  #reply(pending: Pending, { ask, args }: Ask): void {
    pending.asking = true;
    let reply: Arguments | undefined;
    try {
      const given = unpack(args as never, this.dialect.buffers) as unknown[];
      reply = this.sender.pack([this.functions.call(ask, given)]);
    } catch (error) {
      pending.thrown = error;
    }
    if (this.#stack.at(-1) !== pending) shielded(() => this.#settle());
    pending.asking = false;
    this.#thread.post(reply === undefined ? { failed: true } : { reply });
  }

  #receive(message: FromWorker): void {
    const pending = this.#stack.at(-1);
    if (pending === undefined) return; // it has died
    if (!('ask' in message)) {
      this.#stack.pop();
      pending.over();
      this.#note(pending, message);
    }
    if (pending.abandoned) return this.#discard(pending, message);
    pending.message = message;
    pending.waker?.resolve();
  }

  /** What an answer says of the database. */
  #note(pending: Pending, { open, inTransaction, outcome }: CallAnswer): void {
    const { fiber, task } = pending;
    pending.began = inTransaction && !this.#inTransaction;
    this.#open = open;
    this.#inTransaction = inTransaction;
    if (!inTransaction) this.#keeper.disown();
    else if (pending.began && fiber !== null) this.#keeper.own(fiber);
    const ended = task.do === 'finish' || ('page' in outcome && outcome.page.ended && outcome.page.count === 0);
    if (ended) this.#keeper.closed((task as { on: number }).on);
    const opened = task.do === 'call' && task.name === 'iterate' && 'value' in outcome && 'handle' in outcome.value;
    if (opened) this.#keeper.opened(outcome.value.handle, fiber);
  }

  #abandon(pending: Pending): void {
    if (pending.abandoned) return;
    if (this.#stack.includes(pending)) pending.abandon();
    if (pending.asking) this.#thread.post({ failed: true });
    else if (pending.message !== undefined) this.#discard(pending, pending.message);
  }

  /** This was abandoned. A query that asks for a function ends by that. */
  #discard(pending: Pending, message: FromWorker): void {
    if ('ask' in message) return this.#thread.post({ failed: true });
    if (pending.began && this.#inTransaction) {
      this.#keeper.disown();
      this.#silently({ do: 'rollback' });
    }
    pending.options.undo?.(message.outcome);
    this.#quiet();
  }

  /** Makes a request that is not waited for. */
  #silently(task: DatabaseTask): void {
    if (this.#dead !== undefined || !this.#open) return;
    const pending = new Pending(task, null);
    pending.abandon();
    this.#send(pending);
  }

  /** Ends a cursor that is not read any more. */
  letGo(cursor: number): void {
    this.#keeper.closed(cursor);
    this.#silently({ do: 'finish', on: cursor });
  }

  /** Waits for what was abandoned. */
  #settle(): void {
    while (this.#stack.at(-1)?.abandoned === true && this.#dead === undefined) {
      if (!mayPark()) this.#thread.block();
      else this.#settling.wait({}, undefined);
    }
  }

  #quiet(): void {
    if (this.#stack.at(-1)?.abandoned === true) return;
    this.#settling.resolveAll();
    this.#turn.pass();
  }

  /**
   * A fiber that had something open has ended. If it has failed, that is undone; if it has returned, the next fiber goes on
   * with it.
   */
  #ended(fiber: Fiber): void {
    if (fiber.state === 'done') this.#keeper.forget(fiber);
    else this.#undo(fiber);
    this.#quiet();
  }

  #undo(fiber: Fiber): void {
    const { cursors, transaction } = this.#keeper.forget(fiber);
    for (const cursor of cursors) this.#silently({ do: 'finish', on: cursor });
    if (transaction) this.#silently({ do: 'rollback' });
  }

  /** The process exits: no other fiber will ever go on. */
  #abandonAll(fiber: Fiber | null): void {
    for (const pending of [...this.#stack].reverse()) if (pending.fiber !== fiber) this.#abandon(pending);
    this.#settle();
    for (const other of this.#keeper.fibers()) if (other !== fiber) this.#undo(other);
    this.#settle();
  }

  #died(error: Error): void {
    this.#dead = error;
    this.#open = this.#inTransaction = false;
    for (const pending of this.#stack.splice(0)) {
      pending.over();
      pending.waker?.resolve();
    }
    this.#quiet();
  }
}
